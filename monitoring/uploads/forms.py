"""Sending a file, deciding what becomes of it, finding a row in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterix.lib.numbers import format_number
from clusterix.lib.searching import containing
from monitoring.people.models import Person
from monitoring.uploads import applying
from monitoring.uploads.importers import importer_for
from monitoring.uploads.models import StagedRow, Upload, Verdict


class DropForm(forms.Form):
    """A file to read."""

    file = forms.FileField(label=gettext_lazy("Your file"), allow_empty_file=True)

    def __init__(self, *args: Any, accept: str = ".xlsx", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept


class DecideForm(forms.Form):
    """What a person confirms of an examined file; each question is asked only where there is something to decide."""

    absent = forms.ChoiceField(
        label=gettext_lazy("Lines that the file does not hold"),
        choices=[
            (applying.KEEP, gettext_lazy("Keep them: this file is only a part of the list")),
            (applying.LEFT, gettext_lazy("They left: mark them as gone on the day below")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("You can decide otherwise for single lines, under “absent from the file”."),
        error_messages={"required": gettext_lazy("Say what is to become of the lines that the file does not hold.")},
    )
    left_on = forms.DateField(
        label=gettext_lazy("Day on which they left"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    skip_rejected = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick this, or mend the rows in the file and send it again.")}
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload = upload
        rejected = upload.counts.get(Verdict.REJECTED, 0)
        if not rejected:
            del self.fields["skip_rejected"]
        else:
            label = ngettext(
                "Write the others without the rejected row: it waits to be mended",
                "Write the others without the %(count)s rejected rows: they wait to be mended",
                rejected,
            )
            self.fields["skip_rejected"].label = label % {"count": format_number(rejected)}
        if not upload.counts.get(Verdict.ABSENT) or importer_for(upload).absent_stay:
            del self.fields["absent"], self.fields["left_on"]
        else:
            self.fields["left_on"].initial = timezone.localdate()

    def clean_left_on(self) -> date | None:
        day: date | None = self.cleaned_data["left_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: give a day until today."))
        return day

    def save(self, person: Person) -> None:
        """Raises Refusal."""
        given = self.cleaned_data
        applying.decide(
            self.upload,
            person,
            skip_rejected=given.get("skip_rejected", False),
            absent=given.get("absent", ""),
            left_on=given.get("left_on"),
        )


class AbsentForm(forms.Form):
    """What becomes of one absent line, whatever is decided for the others."""

    row = forms.IntegerField()
    absent = forms.ChoiceField(choices=[(applying.KEEP, ""), (applying.LEFT, ""), ("", "")], required=False)

    def save(self, upload: Upload) -> None:
        row = upload.rows.filter(pk=self.cleaned_data["row"], verdict=Verdict.ABSENT).first()
        if row is None:
            return
        choice = self.cleaned_data["absent"]
        row.values = {name: value for name, value in row.values.items() if name != "absent"}
        row.values |= {"absent": choice} if choice else {}
        row.save(update_fields=["values"])


class RowFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=gettext_lazy("Name or row"), method="named")

    class Meta:
        model = StagedRow
        fields: list[str] = []

    def named(self, rows: QuerySet[StagedRow], name: str, text: str) -> QuerySet[StagedRow]:
        wanted = containing(text, "label")
        if text.isdecimal() and len(text) < 8:
            wanted |= Q(number=int(text))
        return rows.filter(wanted)
