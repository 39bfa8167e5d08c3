"""A past file is sent: which one, for which region, and what it fills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from monitoring.imports.steps import Step
from monitoring.imports.targets import targets
from monitoring.imports.targets.base import Target
from monitoring.people.models import Person
from monitoring.territory.models import Region
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive

ACCEPTED = ".xlsx,.xls,.ods,.csv"


class NewImportForm(forms.Form):
    target = forms.ChoiceField(label=gettext_lazy("What the file holds"), widget=forms.RadioSelect)
    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("Excel (.xlsx, .xls), LibreOffice (.ods) or CSV, just as it is."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(target.key, target.name) for target in targets()]  # type: ignore[attr-defined]
        field = self.fields["region"]
        field.queryset = regions  # type: ignore[attr-defined]
        if len(regions) == 1:
            field.initial, field.widget = regions[0], forms.HiddenInput()

    def save(self, person: Person) -> Upload:
        """Raises Refusal."""
        return receive(
            self.cleaned_data["file"],
            purpose=f"{Target.PREFIX}{self.cleaned_data['target']}",
            subject="",
            region=self.cleaned_data["region"],
            cluster=None,
            person=person,
            options={"step": Step.SHEET},
        )
