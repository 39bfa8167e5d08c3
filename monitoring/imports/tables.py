"""The imports of past files, what one of them changed, and the ways of reading kept: heads, cells, sort orders."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from monitoring.imports.targets import target_named, target_of
from monitoring.uploads.models import AppliedChange, Upload
from monitoring.uploads.tables import UploadsTable


class ImportsTable(UploadsTable):
    purpose = tables.Column(verbose_name=gettext_lazy("What it holds"))
    digest = tables.Column(verbose_name=gettext_lazy("SHA-256 digest"), visible=False)

    class Meta(UploadsTable.Meta):
        sequence: tuple[str, ...] = (  # type: ignore[assignment]
            "file_name",
            "purpose",
            "sent_at",
            "sent_by",
            "state",
            "counts",
            "digest",
        )
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.caption = _("Imports of past files")

    def render_file_name(self, record: Upload) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("import-detail", args=[record.uuid]), record.file_name)

    def render_purpose(self, value: str) -> str:
        return str(target_of(value).name)


class ChangesTable(ListTable):
    """What an import wrote, line by line or report by report."""

    label = tables.Column(verbose_name=gettext_lazy("What"))
    did = tables.Column(verbose_name=gettext_lazy("What was done"), accessor="pk", orderable=False)
    kept_because = tables.Column(verbose_name=gettext_lazy("Kept when the import was taken back"))

    class Meta:
        model = AppliedChange
        fields = ("label", "did", "kept_because")
        order_by = "label"
        default = "–"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    def __init__(self, data: Any, *, is_undone: bool) -> None:
        super().__init__(data, exclude=() if is_undone else ("kept_because",))
        self.caption = _("What was written")

    def render_did(self, record: AppliedChange) -> SafeString:
        after = record.after or {}
        context = {"change": record, "report": after.get("report", ""), "left_out": after.get("left_out", [])}
        return render_to_string("monitoring/imports/cells/did.html", context)

    def value_did(self, record: AppliedChange) -> str:
        return _("changed") if record.before else _("added")


class MappingsTable(ListTable):
    name = tables.Column(verbose_name=gettext_lazy("Name"))
    target = tables.Column(verbose_name=gettext_lazy("What it reads"))
    columns_read = tables.Column(verbose_name=gettext_lazy("Columns"), accessor="columns", orderable=False)
    saved_by = tables.Column(verbose_name=gettext_lazy("Kept by"), order_by=("saved_by__last_name", "pk"))
    saved_at = tables.Column(verbose_name=gettext_lazy("On"))
    acts = tables.TemplateColumn(
        template_name="monitoring/imports/cells/forget.html",
        verbose_name=gettext_lazy("What you can do"),
        orderable=False,
        exclude_from_export=True,
    )
    kinds: ClassVar[dict[str, Kind]] = {"saved_at": "date"}

    class Meta:
        order_by = "name"
        default = "–"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-stack"}

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.caption = _("Ways of reading that are kept")

    def render_target(self, value: str) -> str:
        target = target_named(value)
        return str(target.name) if target else value

    def render_columns_read(self, value: dict[str, str]) -> str:
        return ", ".join(value)

    def render_saved_at(self, value: Any) -> SafeString:
        return render_to_string("monitoring/uploads/cells/moment.html", {"moment": value})

    def value_saved_at(self, value: Any) -> Any:
        return value
