"""What a reviewer writes beside a value, and what a reviewer found good."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.campaigns.models import Remark, Report, Revision, ValueCheck
from monitoring.campaigns.queries.review import Line
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
