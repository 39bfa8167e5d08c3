"""The filters of the figures of members; all of them stand in the address."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.members.figures.looking import WHOLE, Looking, category_choices
from monitoring.members.figures.names import JOINED, LEFT


class FiguresFilter(forms.Form):
    """What it offers is what this person may read: a cluster's people, their own clusters or the region as a whole."""

    region = forms.CharField(required=False, widget=forms.HiddenInput)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    domain = forms.ChoiceField(label=gettext_lazy("Excellence domain"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, looking: Looking, *, has_category: bool = True) -> None:
        initial = {"year": str(looking.year), "cluster": looking.cluster_code, "category": looking.category}
        if looking.own is not None and not looking.cluster_code:
            initial["cluster"] = WHOLE
        if looking.domain:
            initial["domain"] = looking.domain.code
        super().__init__(initial=initial | {"region": looking.query.get("region", "")})
        _offer(self.fields, "year", [(str(year), str(year)) for year in reversed(looking.lists.years)])
        _offer(self.fields, "domain", [("", _("All")), *((domain.code, str(domain)) for domain in looking.domains)])
        whole = (WHOLE if looking.own is not None else "", _("All clusters together"))
        _offer(self.fields, "cluster", [whole, *((code, name) for _pk, code, name in looking.clusters)])
        _offer(self.fields, "category", [("", _("All")), *category_choices()])
        if len(looking.regions) < 2:
            del self.fields["region"]
        if looking.own is not None or looking.is_of_cluster:
            # Within a cluster there is no domain to choose.
            del self.fields["domain"]
        if not has_category or (looking.own is not None and not looking.is_of_cluster):
            del self.fields["category"]


def _offer(fields: dict[str, forms.Field], name: str, choices: list[tuple[str, str]]) -> None:
    """Sets what a field of choices offers, on the form at hand alone."""
    fields[name].choices = choices  # type: ignore[attr-defined]


class MovedFilter(FiguresFilter):
    """The same, and what picks out organisations by name."""

    q = forms.CharField(label=gettext_lazy("Name or town"), required=False)
    side = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        required=False,
        choices=[("", gettext_lazy("All")), (JOINED, gettext_lazy("Joined")), (LEFT, gettext_lazy("Left"))],
    )

    def __init__(self, looking: Looking, data: Mapping[str, str]) -> None:
        super().__init__(looking, has_category=False)
        self.initial.update({name: data.get(name, "") for name in ("q", "side")})
        if not looking.reads_names:
            del self.fields["q"], self.fields["side"]


class SharedFilter(FiguresFilter):
    """Which organisations in several clusters: by name, of one cluster, of a pair of them."""

    q = forms.CharField(label=gettext_lazy("Name or town"), required=False)
    other = forms.ChoiceField(label=gettext_lazy("And in this cluster too"), required=False)

    def __init__(self, looking: Looking, data: Mapping[str, str]) -> None:
        super().__init__(looking)
        self.initial.update({name: data.get(name, "") for name in ("q", "other")})
        _offer(self.fields, "other", [("", _("All")), *((code, name) for _pk, code, name in looking.clusters)])
        if not looking.reads_each_cluster:
            del self.fields["q"], self.fields["other"], self.fields["cluster"]
