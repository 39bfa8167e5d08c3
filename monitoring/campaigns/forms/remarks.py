"""What a reviewer writes beside a value, and what a reviewer found good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.campaigns.models import Remark, Report, Revision, ValueCheck
from monitoring.campaigns.queries.review import Line, anchor_of
from monitoring.campaigns.states import State
from monitoring.people.models import Person


class RemarkForm(forms.ModelForm):
    class Meta:
        model = Remark
        fields = ("body",)
        labels = {"body": gettext_lazy("Your remark")}
        help_texts = {
            "body": gettext_lazy(
                "The cluster reads it once the report is returned, or accepted with its remarks; nobody of the cluster "
                "sees it before."
            )
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 3, "autofocus": True})}

    @classmethod
    def beside(cls, key: str, remark: Remark | None = None, **kwargs: Any) -> RemarkForm:
        """A new remark on a value, or one to change: several are written on one page, each field with its own name."""
        name = f"remark-{remark.pk}" if remark else f"{anchor_of(key)}-new"
        return cls(instance=remark, auto_id=f"{name}-%s", **kwargs)

    @classmethod
    def unfinished(cls, report: Report, person: Person, key: str, data: Mapping[str, str]) -> RemarkForm | None:
        """What was being written beside a button that was pressed: it stays in its field."""
        if not data.get("body"):
            return None
        number = data.get("editing", "")
        own = report.remarks.private().filter(author=person, key=key)
        remark = own.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
        return cls.beside(key, remark, initial={"body": data["body"]})

    def save_for(self, report: Report, person: Person, key: str) -> bool:
        """False where it was sent in the meantime: then it is the cluster's to read, and is no longer changed."""
        if self.instance.pk is None:
            self.instance.report, self.instance.author, self.instance.key = report, person, key
            self.save()
            return True
        body = self.cleaned_data["body"]
        if Remark.objects.private().filter(pk=self.instance.pk).update(body=body):
            return True
        self.add_error("body", _("This remark was sent and can no longer be changed. Write another one."))
        return False


class CheckForm(forms.Form):
    """Finds values good, or takes that back; `version` is the report's on the page where it was pressed."""

    version = forms.IntegerField(min_value=0)
    is_good = forms.BooleanField(required=False)

    def save(self, report: Report, revision: Revision, lines: list[Line], person: Person) -> int | None:
        """How many values were decided; None where the report was moved since the page was shown."""
        with transaction.atomic():
            locked = Report.objects.select_for_update().get(pk=report.pk)
            if locked.version != self.cleaned_data["version"] or locked.state != State.SUBMITTED:
                return None
            keys = [line.row.key for line in lines]
            if not self.cleaned_data["is_good"]:
                return ValueCheck.objects.filter(revision__report=report, key__in=keys).delete()[0]
            checks = [ValueCheck(revision=revision, key=key, checked_by=person) for key in keys]
            ValueCheck.objects.bulk_create(checks, ignore_conflicts=True)
            return len(checks)
