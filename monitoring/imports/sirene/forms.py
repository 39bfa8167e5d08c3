"""Sending a Sirene extract."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ExtractForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("The extract"), allow_empty_file=True)
    day = forms.DateField(
        label=gettext_lazy("Day of the extract"),
        help_text=gettext_lazy("Shown beside what it says."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].widget.attrs["accept"] = ".csv,.xlsx,.ods,.xls"

    def clean_day(self) -> object:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: give the day on which the extract was made."))
        return day
