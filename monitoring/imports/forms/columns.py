"""What each column of an old file holds, and what is true of every row where no column says it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.specification.sheets import Field, FieldType
from clusterix.lib.workbooks.specification.wording import longest
from monitoring.imports.forms.steps import StepForm, select
from monitoring.imports.giving import checked, givable
from monitoring.imports.steps import Step, choose, read_again
from monitoring.imports.targets import target_of
from monitoring.imports.targets.base import Target
from monitoring.imports.targets.places import PeriodRefused, clusters_of, read_period
from monitoring.people.models import Person
from monitoring.uploads.models import Upload


class ColumnsForm(StepForm):
    """What each column holds; and what the whole file is about where no column says so."""

    cluster = forms.ChoiceField(
        label=gettext_lazy("Cluster"),
        required=False,
        widget=select(),
        help_text=gettext_lazy("Where no column names it."),
    )
    period = forms.CharField(
        label=gettext_lazy("Period"),
        required=False,
        widget=forms.TextInput({"class": "form-control field-medium"}),
        max_length=40,
        help_text=gettext_lazy("A year such as 2018, or a quarter such as 2018-Q3."),
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, upload=upload, **kwargs)
        self.target = target_of(upload.purpose)
        self.sheet = self.target.sheet(upload)
        choices = [("", _("Not read")), *((one.key, one.label) for one in self.sheet.fields if not one.is_hidden)]
        chosen = upload.options.get("columns", {})
        for index, _heading in enumerate(upload.options["headings"]):
            is_refused = bool(upload.options["suggested"][index]["refusal"])
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=_("Holds"),
                choices=choices,
                required=False,
                widget=select(),
                initial=chosen.get(str(index), ""),
                disabled=is_refused,
            )
        self._about(upload, self.target)
        self.given = givable(self.sheet)
        for field in self.given:
            self.fields[f"value-{field.key}"] = _value_field(field, upload.options.get("values", {}).get(field.key, ""))

    def _about(self, upload: Upload, target: Target) -> None:
        if not target.asks_cluster:
            del self.fields["cluster"]
        else:
            clusters = [(each.code, each.name) for each in clusters_of(upload.region)]
            self.fields["cluster"].choices = [("", _("A column says it")), *clusters]  # type: ignore[attr-defined]
            self.fields["cluster"].initial = upload.options.get("cluster", "")
        if not target.periods:
            del self.fields["period"]
        else:
            self.fields["period"].initial = upload.options.get("period", "")

    def parts(self) -> list[dict[str, Any]]:
        options = self.upload.options
        return [
            {
                "heading": heading or _("without a heading"),
                "samples": options["samples"][index] if index < len(options["samples"]) else [],
                "suggested": options["suggested"][index],
                "field": self[f"column-{index}"],
            }
            for index, heading in enumerate(options["headings"])
        ]

    @property
    def about(self) -> list[Any]:
        return [self[name] for name in ("cluster", "period") if name in self.fields]

    def values_asked(self) -> dict[str, list[Any]]:
        """The fields that no column holds as the page stands: those that need a value or have one, then the others."""
        held = {self[name].value() for name in self.fields if name.startswith("column-")}
        asked: dict[str, list[Any]] = {"first": [], "others": []}
        for field in self.given:
            one = self[f"value-{field.key}"]
            if one.value() or one.errors or (field.is_required and field.key not in held):
                asked["first"].append(one)
            elif field.key not in held:
                asked["others"].append(one)
        return asked

    def clean_period(self) -> str:
        text = str(self.cleaned_data["period"]).strip()
        try:
            return str(read_period(text, None, None, self.target.periods)) if text else ""
        except PeriodRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        columns = {
            name.removeprefix("column-"): value
            for name, value in cleaned.items()
            if name.startswith("column-") and value
        }
        for field, count in Counter(columns.values()).items():
            if count > 1:
                places = [f"column-{index}" for index, value in columns.items() if value == field]
                sentence = _("Two columns cannot both be “%(field)s”.") % {"field": self.sheet.field(field).label}
                self.add_error(places[1], sentence)
        held = set(columns.values())
        cleaned["values"] = values = self._values(cleaned, held)
        for field in self.sheet.fields:
            if field.is_required and field.key not in held and f"value-{field.key}" not in self.fields:
                self._miss(field.label)
            elif (
                field.is_required and field.key not in held | values.keys() and f"value-{field.key}" not in self.errors
            ):
                sentence = _("No column holds “%(field)s”: choose the one that does, or give every row one value.")
                self.add_error(f"value-{field.key}", sentence % {"field": field.label})
        for name in self._wanted(cleaned, held):
            self._miss(name)
        cleaned["columns"] = columns
        return cleaned

    def _miss(self, name: Any) -> None:
        self.add_error(None, _("No column holds “%(field)s”: choose the one that does.") % {"field": name})

    def _values(self, cleaned: dict[str, Any], held: set[str]) -> dict[str, str]:
        """By field, what every row is given, by the rule of its cells."""
        values = {}
        for field in self.given:
            text = cleaned.get(f"value-{field.key}", "").strip()
            if text and field.key in held:
                sentence = _("A column holds this: its cells count. Empty this, or do not read that column.")
                self.add_error(f"value-{field.key}", sentence)
            elif text and (problem := checked(field, text).problem):
                self.add_error(f"value-{field.key}", problem.message)
            elif text:
                values[field.key] = text
        return values

    def _wanted(self, cleaned: dict[str, Any], held: set[str]) -> list[str]:
        wanted = []
        if "cluster" in self.fields and not cleaned.get("cluster") and "cluster" not in held:
            wanted.append(_("Cluster"))
        if "period" in self.fields and not cleaned.get("period") and not held & {"period", "year"}:
            wanted.append(_("Period"))
        return wanted

    def save(self, person: Person) -> None:
        given = self.cleaned_data
        about = {name: given[name] for name in ("cluster", "period") if name in given}
        choose(self.upload, Step.VALUES, columns=given["columns"], values=given["values"], **about)
        read_again(self.upload)


def _value_field(field: Field, initial: str) -> forms.Field:
    """A choice where the field is one, else a text that its own rule checks."""
    label = capfirst(str(field.label))
    choices: list[tuple[str, Any]] = []
    if field.type == FieldType.CHOICE:
        choices = [(choice.code, capfirst(str(choice.label))) for choice in field.choices]
    elif field.type == FieldType.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    if choices:
        choices = [("", _("Nothing")), *choices]
        return forms.ChoiceField(label=label, choices=choices, required=False, widget=select(), initial=initial)
    widget = forms.TextInput({"class": "form-control"})
    return forms.CharField(label=label, required=False, max_length=longest(field), widget=widget, initial=initial)
