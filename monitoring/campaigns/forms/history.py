"""Which two revisions of a report are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from monitoring.campaigns.kinds import Change, ReportKind
from monitoring.campaigns.models import Revision
from monitoring.campaigns.wording import revision_name


@dataclass(frozen=True)
class Comparison:
    before: Revision
    after: Revision
    changes: list[Change]


class ComparisonForm(forms.Form):
    def __init__(self, data: Any, *, revisions: list[Revision]) -> None:
        """Unless the address says otherwise, what was first filed is compared with what stands now."""
        self.revisions = {revision.number: revision for revision in revisions}
        numbers = list(self.revisions)
        first, last = (numbers[0], numbers[-1]) if numbers else (0, 0)
        super().__init__(data, initial={"before": first, "after": last})
        choices = [(number, revision_name(one)) for number, one in self.revisions.items()]
        for name, label in (("before", _("From")), ("after", _("To"))):
            self.fields[name] = forms.TypedChoiceField(label=label, coerce=int, choices=choices)

    @property
    def is_possible(self) -> bool:
        return len(self.revisions) > 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("before") and cleaned.get("before") == cleaned.get("after"):
            raise forms.ValidationError(_("Choose two different versions."))
        return cleaned

    def comparison(self, kind: ReportKind) -> Comparison | None:
        """What differs between the two; between the first and the last one before anything is chosen."""
        if self.is_bound and not self.is_valid():
            return None
        chosen = self.cleaned_data if self.is_bound else self.initial
        before, after = self.revisions[chosen["before"]], self.revisions[chosen["after"]]
        return Comparison(before, after, kind.differences(before, after))
