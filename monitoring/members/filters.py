"""Finding members on a list: everything asked for stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.searching import containing
from monitoring.members.comparing import Comparison
from monitoring.members.models import MemberLineQuerySet
from monitoring.members.wording import joined_counted, left_counted, members_counted
from monitoring.organisations.models import Category

WITHOUT_CATEGORY = "none"
SIZES = ("25", "50")
SIREN_DIGITS = 9


class LineFilter(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Name, number or town"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    show = forms.ChoiceField(required=False, label=gettext_lazy("Show"))
    category = forms.ChoiceField(required=False, label=gettext_lazy("Category"))
    size = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Lines a page"),
        choices=[(size, size) for size in SIZES],
    )

    def __init__(self, *args: Any, comparison: Comparison, remarked: set[str], **kwargs: Any) -> None:
        """`remarked` are the lines an open remark is about, by their uuid as text."""
        super().__init__(*args, **kwargs)
        self.comparison, self.remarked = comparison, remarked
        self.fields["show"].choices = self._shows()  # type: ignore[attr-defined]
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("All categories")),
            *Category.choices,
            (WITHOUT_CATEGORY, _("No category yet")),
        ]

    def _shows(self) -> list[tuple[str, str]]:
        comparison = self.comparison
        shows = [("", members_counted(len(comparison.members)))]
        if not comparison.is_first:
            changed = _("Changed since last year: %(count)s") % {"count": len(comparison.changed)}
            shows += [("joined", joined_counted(len(comparison.joined))), ("changed", changed)]
        return [
            *shows,
            ("left", left_counted(len(comparison.left))),
            ("remark", _("With a remark: %(count)s") % {"count": len(self.remarked)}),
        ]

    def found(self, lines: MemberLineQuerySet) -> MemberLineQuerySet:
        """What is asked for; a filter that is not understood is said on the page, and finds nothing."""
        if not self.is_valid():
            return lines.none()
        asked = self.cleaned_data
        lines = self._shown(lines, asked["show"])
        if asked["category"]:
            lines = lines.filter(category="" if asked["category"] == WITHOUT_CATEGORY else asked["category"])
        return _matching(lines, asked["q"])

    def _shown(self, lines: MemberLineQuerySet, show: str) -> MemberLineQuerySet:
        if show == "left":
            return lines.filter(left_on__isnull=False)
        if show == "remark":
            return lines.filter(uuid__in=self.remarked)
        if show == "joined":
            return lines.filter(pk__in=[line.pk for line in self.comparison.joined])
        if show == "changed":
            return lines.filter(pk__in=[pair.now.pk for pair in self.comparison.changed])
        return lines.members()

    @property
    def rows(self) -> int:
        """How many lines a page holds."""
        return int(self.cleaned_data.get("size") or SIZES[0]) if self.is_valid() else int(SIZES[0])

    @property
    def is_filtering(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("q", "show", "category")) if self.is_valid() else True


def _matching(lines: MemberLineQuerySet, text: str) -> MemberLineQuerySet:
    """Every word in the name, the town or the postal code, whatever its accents; or a SIREN or SIRET, spaced or not."""
    digits = "".join(text.split())
    if digits.isdecimal() and len(digits) >= SIREN_DIGITS:
        return lines.filter(Q(siren=digits) | Q(siret=digits))
    return lines.filter(containing(text, "name", "town", "postal_code"))
