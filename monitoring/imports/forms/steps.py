"""The steps of an old file: which sheet, what each column holds, what each word means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.specification.sheets import Field
from monitoring.imports.findings import listed_fields
from monitoring.imports.mappings import keep
from monitoring.imports.steps import Step, choose, read_again
from monitoring.imports.targets import target_of
from monitoring.people.models import Person
from monitoring.uploads.models import Upload

# Where a word stands for nothing; the empty choice is for one nobody has decided on.
NOTHING = "-"


def row_input() -> forms.TextInput:
    """A number of few digits, without the wheel that changes it by itself."""
    return forms.TextInput({"inputmode": "numeric", "class": "form-control field-short"})


def select() -> forms.Select:
    return forms.Select({"class": "form-select"})


class StepForm(forms.Form):
    """What one step asks; what is chosen stands in the options of the received file, which is then read again."""

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload = upload

    def save(self, person: Person) -> None:
        raise NotImplementedError


class SheetForm(StepForm):
    """Which sheet, and in which of its rows the headings stand; each sheet keeps its own rows."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, upload=upload, **kwargs)
        self.sheets = upload.options["sheets"]
        self.fields["sheet"].choices = [(str(at), one["name"]) for at, one in enumerate(self.sheets)]  # type: ignore[attr-defined]
        chosen = next((at for at, one in enumerate(self.sheets) if one["name"] == upload.options["sheet"]), 0)
        self.fields["sheet"].initial = str(chosen)
        for at, one in enumerate(self.sheets):
            rows = upload.options["header"] if at == chosen else one["header"]
            self.fields[f"first-{at}"] = forms.IntegerField(
                label=_("Row of the headings"),
                min_value=1,
                max_value=1_000,
                widget=row_input(),
                initial=min(rows, default=1),
                required=False,
            )
            self.fields[f"levels-{at}"] = forms.TypedChoiceField(
                label=_("Rows of headings"),
                choices=[(1, _("one row")), (2, _("two rows")), (3, _("three rows"))],
                coerce=int,
                widget=select(),
                initial=max(len(rows), 1),
                required=False,
            )

    def parts(self) -> list[dict[str, Any]]:
        """The sheets with what is asked of each."""
        chosen = self["sheet"].value()
        return [
            {
                "at": str(at),
                "sheet": one,
                "is_chosen": str(at) == chosen,
                "fields": [self[f"first-{at}"], self[f"levels-{at}"]],
                "heading_rows": one["header"],
            }
            for at, one in enumerate(self.sheets)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (at := cleaned.get("sheet")) is not None:
            if not cleaned.get(f"first-{at}"):
                self.add_error(f"first-{at}", _("Say in which row the headings stand."))
            if not self.sheets[int(at)]["rows"]:
                self.add_error("sheet", _("This sheet is empty: choose another one."))
        return cleaned

    def save(self, person: Person) -> None:
        at = self.cleaned_data["sheet"]
        first, levels = self.cleaned_data[f"first-{at}"], self.cleaned_data[f"levels-{at}"] or 1
        header = list(range(first, first + levels))
        choose(self.upload, Step.COLUMNS, sheet=self.sheets[int(at)]["name"], header=header)
        read_again(self.upload)


class ValuesForm(StepForm):
    """What each word of a closed list means here."""

    name = forms.CharField(
        label=gettext_lazy("Keep this way of reading as"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Under this name it is proposed again for files with the same headings."),
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, upload=upload, **kwargs)
        self.found = upload.options.get("found_words", {})
        self.listed: list[Field] = listed_fields(target_of(upload.purpose).sheet(upload), self.found)
        self.fields["name"].initial = upload.options.get("mapping", {}).get("name", "")
        chosen = upload.options.get("words", {})
        for field in self.listed:
            choices = [
                ("", _("Nobody has said: its rows are rejected")),
                (NOTHING, _("Nothing: an empty cell")),
                *((choice.code, capfirst(str(choice.label))) for choice in field.choices),
            ]
            for at, (word, _count) in enumerate(self.found[field.key]):
                code = chosen.get(field.key, {}).get(word)
                self.fields[f"{field.key}:{at}"] = forms.ChoiceField(
                    label=word,
                    choices=choices,
                    required=False,
                    widget=select(),
                    initial=NOTHING if code == "" else code or "",
                )

    def groups(self) -> list[dict[str, Any]]:
        """By column: each word, how often it stands there, and what it means; those to decide on first."""
        groups = []
        for field in self.listed:
            words = [
                {"word": word, "count": count, "field": self[f"{field.key}:{at}"]}
                for at, (word, count) in enumerate(self.found[field.key])
            ]
            words.sort(key=lambda one: bool(one["field"].initial))
            groups.append(
                {
                    "label": field.label,
                    "undecided": sum(not one["field"].value() for one in words),
                    "words": words,
                }
            )
        return groups

    def save(self, person: Person) -> None:
        words: dict[str, dict[str, str]] = {}
        for field in self.listed:
            words[field.key] = {}
            for at, (word, _count) in enumerate(self.found[field.key]):
                if code := self.cleaned_data[f"{field.key}:{at}"]:
                    words[field.key][word] = "" if code == NOTHING else code
        choose(self.upload, Step.CHECK, words=words)
        if name := self.cleaned_data["name"].strip():
            mapping = keep(self.upload, name, person)
            choose(self.upload, Step.CHECK, mapping={"pk": mapping.pk, "name": mapping.name})
        read_again(self.upload)
