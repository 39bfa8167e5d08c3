"""For what a mandate is held: one field for a region or a cluster, among those the giver answers for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.clusters.models import Cluster, Following
from monitoring.people.models import Person
from monitoring.people.roles import CLUSTER_ROLES, Role
from monitoring.territory.models import Region

Target = Region | Cluster


def administered_targets(administrator: Person) -> dict[str, Target]:
    """The regions a person administers and the clusters these follow today, by the key the field carries."""
    regions = Region.objects.filter(pk__in=administrator.region_ids({Role.ADMINISTRATOR}))
    followed = Following.objects.on(timezone.localdate()).filter(region__in=regions)
    clusters = Cluster.objects.filter(pk__in=followed.values("cluster"))
    return keyed([*regions, *clusters])


def managed_targets(manager: Person) -> dict[str, Target]:
    """The clusters a person manages."""
    return keyed(Cluster.objects.filter(pk__in=manager.cluster_ids({Role.MANAGER})))


def keyed(targets: Any) -> dict[str, Target]:
    return {f"{target._meta.model_name}:{target.pk}": target for target in targets}


class TargetField(forms.ChoiceField):
    """Its cleaned value is the region or the cluster itself."""

    default_error_messages = {"invalid_choice": _("Choose one of the regions and clusters you look after.")}

    def __init__(self, targets: dict[str, Target], **kwargs: Any) -> None:
        self.targets = targets
        regions = [(key, str(target)) for key, target in targets.items() if isinstance(target, Region)]
        clusters = [(key, str(target)) for key, target in targets.items() if isinstance(target, Cluster)]
        groups = [(_("Region"), regions), (_("Cluster"), clusters)]
        empty = [("", _("Choose"))] if len(targets) > 1 else []
        kwargs.setdefault("label", _("For"))
        super().__init__(choices=[*empty, *[group for group in groups if group[1]]], **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value)

    def clean(self, value: Any) -> Target:
        return self.targets[super().clean(value)]


def mismatch(role: str, target: Target) -> str:
    """The sentence that says why this role is not held for this target; empty where it is."""
    if role in CLUSTER_ROLES and isinstance(target, Region):
        return str(_("A cluster manager or a delegate works for a cluster: choose which."))
    if role not in CLUSTER_ROLES and isinstance(target, Cluster):
        return str(_("This role is held for a region, not for a cluster: choose the region."))
    return ""


def holding(role: str, target: Target) -> dict[str, Any]:
    """The fields of a mandate or of an invitation for this role and target."""
    if isinstance(target, Region):
        return {"role": role, "region": target, "cluster": None}
    return {"role": role, "region": None, "cluster": target}
