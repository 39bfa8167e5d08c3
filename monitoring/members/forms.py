"""One line of a members list, typed in a page: the sheet's own fields, checks and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.checking.rows import check_values
from clusterix.lib.workbooks.specification.sheets import Field, FieldType
from clusterix.lib.workbooks.specification.wording import label_of, labelled
from monitoring.members.models import MemberLine
from monitoring.members.sheet import LINE_FIELDS, MEMBERS
from monitoring.organisations.identifiers import HOME
from monitoring.organisations.models import Organisation

YES, NO = "yes", "no"
GROUPS = (
    (gettext_lazy("The organisation"), ("name", "category", "other_kind", "siren")),
    (gettext_lazy("Where it is"), ("postal_code", "town", "country")),
    (gettext_lazy("Its membership"), ("joined_year", "takes_part_in_governance", "college")),
)
# What is folded away: most members have none of it, or a file gave it.
MORE = ("siret", "rna", "rnsr", "foreign_identifier", "naf", "headcount_band", "insee_code")


class ListField(forms.ChoiceField):
    """Asks for one of a list; what a file held instead is refused by the sheet, in the sheet's own words."""

    def valid_value(self, value: object) -> bool:
        return True


class LineForm(forms.Form):
    """`version` is the line's on the page; `line_values` hold, once valid, what a line bears."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, str] = {}
        self.fields.update({key: _input(MEMBERS.field(key)) for key in LINE_FIELDS})

    @classmethod
    def of_line(cls, line: MemberLine, data: Mapping[str, Any] | None = None, *, in_row: bool = False) -> LineForm:
        """Each of several forms on a page has ids of its own; one that opens in its row takes the focus."""
        form = cls(data, initial=typed_from(line), auto_id=f"id_{line.uuid}_%s")
        if in_row and data is None:
            form.fields["name"].widget.attrs["autofocus"] = True
        return form

    def clean(self) -> dict[str, Any]:
        typed = {key: self._typed_in(key) for key in LINE_FIELDS}
        checked = check_values(MEMBERS, typed)
        for problem in checked.problems:
            # A list is filled in bit by bit; a category is asked for before sending.
            if problem.field == "category" and problem.code == "required":
                continue
            if problem.field not in self.errors:
                self.add_error(problem.field or None, problem.message)
        self.line_values = {key: checked.values.get(key, "") for key in LINE_FIELDS}
        self.line_values["country"] = self.line_values["country"] or HOME
        return self.cleaned_data

    @classmethod
    def of_row(cls, found: Mapping[str, str]) -> LineForm:
        """A row of a file as it was read, with what is wrong said."""
        form = cls(typed_from_row(found))
        form.found = {key: str(found.get(key) or "") for key in LINE_FIELDS}
        form.is_valid()
        return form

    def _typed_in(self, key: str) -> str:
        """As a workbook would hold it: what was chosen in a list by its words, whose code may read like a number."""
        if self.found:
            return self.found[key]
        typed = str(self.data.get(self.add_prefix(key), ""))
        return next((str(choice.label) for choice in MEMBERS.field(key).choices if choice.code == typed), typed)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(str(title), [self[key] for key in keys]) for title, keys in GROUPS]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[key] for key in MORE]

    @property
    def is_more_open(self) -> bool:
        """Where something is wrong in what is folded away."""
        return any(key in self.errors for key in MORE)

    @property
    def seen_version(self) -> int:
        return int(self.cleaned_data.get("version") or 0)


class LeaveForm(forms.Form):
    left_on = forms.DateField(
        label=gettext_lazy("Left on"),
        help_text=gettext_lazy("The last day of its membership; today or before."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "field-medium"}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, line: MemberLine) -> None:
        super().__init__(data, initial={"left_on": line.left_on or timezone.localdate()})
        self.line = line

    def clean_left_on(self) -> date:
        day: date = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: note it once the member has left."))
        if self.line.joined_year and day.year < self.line.joined_year:
            raise forms.ValidationError(
                _("It joined in %(year)s: it cannot have left before.") % {"year": self.line.joined_year}
            )
        return day


def typed_from(line: MemberLine) -> dict[str, str]:
    """The line as a person would type it."""
    return {key: _typed(getattr(line, key)) for key in LINE_FIELDS} | {"version": str(line.version)}


def typed_from_organisation(organisation: Organisation) -> dict[str, str]:
    """What the registry knows of it from clusters, to begin a line with."""
    return {key: _typed(getattr(organisation, key)) for key in LINE_FIELDS if hasattr(organisation, key)}


def typed_from_row(found: Mapping[str, str]) -> dict[str, str]:
    """A row of a file, values that were understood as the form writes them; no entry of a list is chosen for others."""
    cells = {key: str(found.get(key) or "") for key in LINE_FIELDS}
    values = check_values(MEMBERS, cells).values
    refused = {key: "" if MEMBERS.field(key).choices else cell for key, cell in cells.items()}
    return refused | {key: _typed(values[key]) for key in LINE_FIELDS if key in values}


def _typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def _input(field: Field) -> forms.Field:
    """What is wrong is said by the sheet's own checks: the page only asks."""
    words: dict[str, Any] = {"label": label_of(field), "help_text": field.help, "required": False}
    if field.type == FieldType.YES_NO:
        return ListField(choices=[("", gettext_lazy("Not known")), (YES, _yes), (NO, _no)], **words)
    if field.choices:
        return ListField(choices=[("", "–"), *labelled(field)], **words)
    attributes = {"autocomplete": "off"}
    if field.type == FieldType.YEAR:
        attributes |= {"inputmode": "numeric", "class": "field-short"}
    if field.is_required:
        words["required"] = True
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **words)


_yes, _no = gettext_lazy("Yes"), gettext_lazy("No")
