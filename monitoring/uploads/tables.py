"""The rows of a received file, and the files received: heads, cells, sort orders, and what a file of them holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import django_tables2 as tables
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.columns import Kind
from clusterix.lib.listing import ListTable
from clusterix.lib.numbers import format_number
from monitoring.uploads.models import StagedRow, Upload, Verdict
from monitoring.uploads.wording import Words, rows_called

TAGS = {
    Upload.State.EXAMINED: "look",
    Upload.State.REFUSED: "error",
    Upload.State.APPLIED: "ok",
    Upload.State.UNDONE: "plain",
    Upload.State.DISCARDED: "plain",
}


class StagedTable(ListTable):
    """The rows of one verdict. `choose_on` is the query of the page on which what becomes of each
    absent line can be chosen; None where nothing is chosen any more."""

    number = tables.Column(verbose_name=gettext_lazy("Row"), order_by=("number", "pk"))
    label = tables.Column(verbose_name=gettext_lazy("Line"), order_by=("label", "pk"))
    content = tables.Column(verbose_name=gettext_lazy("Content"), accessor="pk", orderable=False)
    kinds: ClassVar[dict[str, Kind]] = {"number": "number"}

    class Meta:
        model = StagedRow
        fields = ("number", "label", "content")
        sequence = ("label", "number", "content")
        order_by = "number"
        default = "–"

    def __init__(self, data: Any, *, verdict: str, words: Words, upload: Upload, choose_on: str | None = None) -> None:
        self.verdict, self.words, self.upload, self.choose_on = verdict, words, upload, choose_on
        hidden = {Verdict.ABSENT: ("number",), Verdict.UNCHANGED: ("content",)}.get(Verdict(verdict), ())
        super().__init__(data, exclude=hidden)
        self.caption = capfirst(rows_called(verdict, upload.counts.get(verdict, 0)))
        if "content" in self.columns.names():
            self.columns["content"].column.verbose_name = HEADS[Verdict(verdict)]

    def render_label(self, value: str) -> str:
        return value or _("without a name")

    def render_content(self, record: StagedRow) -> SafeString:
        context = {
            "row": record,
            "upload": self.upload,
            "changes": self.words.changes_of(record),
            "choice": record.values.get("absent", ""),
            "may_choose": self.choose_on is not None,
            "query": self.choose_on or "",
            "csrf_token": get_token(self.request) if self.choose_on is not None else "",
        }
        return render_to_string(CELLS[Verdict(self.verdict)], context)

    def value_label(self, value: str) -> str:
        return value

    def value_content(self, record: StagedRow) -> str:
        if self.verdict == Verdict.REJECTED:
            return "\n".join(f"{one['cell']} {one['heading']}: {one['message']}" for one in record.problems)
        changes = self.words.changes_of(record)
        notes = [f"{one['cell']}: {one['message']}" for one in record.problems]
        if self.verdict == Verdict.NEW:
            return "\n".join([*(f"{one.label}: {one.after}" for one in changes), *notes])
        return "\n".join([*(f"{one.label}: {one.before} → {one.after}" for one in changes), *notes])


CELLS = {
    Verdict.NEW: "monitoring/uploads/cells/new.html",
    Verdict.CHANGED: "monitoring/uploads/cells/changed.html",
    Verdict.UNCHANGED: "monitoring/uploads/cells/unchanged.html",
    Verdict.ABSENT: "monitoring/uploads/cells/absent.html",
    Verdict.REJECTED: "monitoring/uploads/cells/rejected.html",
}
HEADS = {
    Verdict.NEW: gettext_lazy("What it says"),
    Verdict.CHANGED: gettext_lazy("What changes"),
    Verdict.ABSENT: gettext_lazy("What becomes of it"),
    Verdict.REJECTED: gettext_lazy("Why it is rejected"),
    Verdict.UNCHANGED: gettext_lazy("Content"),
}


class UploadsTable(ListTable):
    """The files received for one thing, newest first."""

    sent_at = tables.Column(verbose_name=gettext_lazy("Received"), order_by=("sent_at", "pk"))
    file_name = tables.Column(verbose_name=gettext_lazy("File"))
    sent_by = tables.Column(verbose_name=gettext_lazy("By"), order_by=("sent_by__last_name", "pk"))
    state = tables.Column(verbose_name=gettext_lazy("Standing"))
    counts = tables.Column(verbose_name=gettext_lazy("Rows"), orderable=False)
    kinds: ClassVar[dict[str, Kind]] = {"sent_at": "date"}

    class Meta:
        model = Upload
        fields = ("sent_at", "file_name", "sent_by", "state", "counts")
        sequence = ("file_name", "sent_at", "sent_by", "state", "counts")
        order_by = "-sent_at"
        default = "–"

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.caption = _("Files received")

    def render_file_name(self, record: Upload) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("upload-detail", args=[record.uuid]), record.file_name)

    def render_sent_at(self, value: datetime) -> SafeString:
        return render_to_string("monitoring/uploads/cells/moment.html", {"moment": value})

    def render_state(self, record: Upload) -> SafeString:
        context = {"label": record.get_state_display(), "kind": TAGS.get(Upload.State(record.state), "")}
        return render_to_string("components/tag.html", context)

    def render_counts(self, value: dict[str, int]) -> str:
        counts = [(verdict, value.get(verdict, 0)) for verdict in Verdict]
        told = [f"{format_number(count)} {rows_called(verdict, count)}" for verdict, count in counts if count]
        return ", ".join(told) or "–"

    def value_file_name(self, value: str) -> str:
        return value

    def value_sent_at(self, value: datetime) -> datetime:
        return value

    def value_state(self, record: Upload) -> str:
        return record.get_state_display()
