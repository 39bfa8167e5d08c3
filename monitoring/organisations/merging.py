"""Two organisations found to be one, and parted again: lines of lists are never rewritten.

A merged organisation points to its last survivor, so that totals group by one column. Which one was merged into which
stands in `Merge`; parting computes the survivors again from those that still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.organisations.matching import IDENTIFIERS
from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.organisations.registering import one_at_a_time
from monitoring.people.models import Person

# What a survivor takes over where it has nothing, in groups that go together.
TAKEN_OVER = (
    ("siren",),
    ("rna",),
    ("rnsr",),
    ("foreign_identifier",),
    ("acronym",),
    ("category", "other_kind"),
    ("naf", "naf_version"),
    ("headcount_band",),
    ("siret",),
    ("postal_code", "town", "insee_code", "departement_id"),
    ("cluster_id",),
    ("region_id",),
)
# Facts Sirene gives together, of the legal unit the SIREN names.
FROM_SIRENE = tuple(field.name for field in Organisation._meta.fields if field.name.startswith("sirene_"))
# Of these two organisations cannot have the same at once: the merged one lets go of them.
UNIQUE = ("cluster_id", "region_id")


class MergeRefused(Exception):
    """Its argument is the sentence that says why."""


@transaction.atomic
def merge(survivor: Organisation, merged: Organisation, person: Person, reason: str = "") -> Merge:
    """Make `merged` one with `survivor`, which takes over what it lacks.

    Raises MergeRefused where one of them was merged meanwhile, where both are clusters or regions, and where they have
    different numbers and no reason says why they are one all the same.
    """
    survivor, merged = _held(survivor, merged)
    if complaint := refusal(survivor, merged, reason):
        raise MergeRefused(complaint)
    taken = _taken_over(survivor, merged)
    done = Merge.objects.create(survivor=survivor, merged=merged, merged_by=person, reason=reason, taken=taken)
    Organisation.objects.filter(pk=merged.pk).update(
        merged_into=survivor, **{name: None for name in UNIQUE if name in taken}
    )
    Organisation.objects.filter(merged_into=merged).update(merged_into=survivor)
    Organisation.objects.filter(pk=survivor.pk).update(**taken)
    decide(survivor, merged, are_one=True, person=person)
    return done


@transaction.atomic
def part(done: Merge, person: Person) -> None:
    """Take a merger back: both stand on their own again, with what each had. Raises MergeRefused."""
    one_at_a_time()
    done = Merge.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        raise MergeRefused(_("These two organisations are parted already."))
    survivor, merged = _held(done.survivor, done.merged)
    given_back = {name: value for name, value in done.taken.items() if _plain(getattr(survivor, name)) == value}
    if other := _who_has_its_number(survivor, merged, given_back):
        raise MergeRefused(
            _("%(other)s has the number of %(merged)s now: merge or mend these two first.")
            % {"other": other, "merged": merged}
        )
    done.undone_by, done.undone_at = person, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    Organisation.objects.filter(pk=survivor.pk).update(**{name: _nothing(name) for name in given_back})
    Organisation.objects.filter(pk=merged.pk).update(
        merged_into=None, **{name: done.taken[name] for name in UNIQUE if name in given_back}
    )
    _point_to_survivors(Organisation.objects.filter(merged_into_id=_root(survivor.pk)).values_list("pk", flat=True))
    decide(survivor, merged, are_one=False, person=person)


def decide(one: Organisation, other: Organisation, *, are_one: bool, person: Person) -> None:
    """Write down what somebody says of a pair, so that it is not proposed again."""
    first, second = sorted((one.pk, other.pk))
    Pair.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"are_one": are_one, "decided_by": person, "decided_at": timezone.now()},
    )


def refusal(survivor: Organisation, merged: Organisation, reason: str) -> str:
    """Why these two cannot be merged, or cannot without a reason; empty when they can."""
    if survivor.pk == merged.pk:
        return _("An organisation is not merged with itself.")
    for one in (survivor, merged):
        if one.merged_into_id:
            return _("%(name)s was merged already: open the organisation it was merged into.") % {"name": one}
    if any(getattr(survivor, name) and getattr(merged, name) for name in UNIQUE):
        return _("Both are clusters or regions of Clusterix: these are not merged.")
    if differing_numbers(survivor, merged) and not reason.strip():
        return _("They have different numbers, as two legal units have: say why they are one all the same.")
    return ""


def differing_numbers(one: Organisation, other: Organisation) -> list[str]:
    """The fields of the identifiers that both have and that differ."""
    return [
        name
        for name in IDENTIFIERS
        if getattr(one, name) and getattr(other, name) and getattr(one, name) != getattr(other, name)
    ]


def _held(*organisations: Organisation) -> list[Organisation]:
    """Nobody else merges, parts or takes in until the end of the transaction; as they stand now."""
    one_at_a_time()
    held = Organisation.objects.select_for_update().in_bulk(sorted(one.pk for one in organisations))
    return [held[one.pk] for one in organisations]


def _taken_over(survivor: Organisation, merged: Organisation) -> dict[str, Any]:
    """What the survivor lacks and the merged one has, by field."""
    groups = list(TAKEN_OVER)
    if not survivor.sirene_read_on and merged.siren and survivor.siren in ("", merged.siren):
        groups.append(FROM_SIRENE)
    taken: dict[str, Any] = {}
    for group in groups:
        if not any(_is_given(getattr(survivor, name)) for name in group):
            taken |= {name: _plain(getattr(merged, name)) for name in group if _is_given(getattr(merged, name))}
    return taken


def _is_given(value: object) -> bool:
    return value is not None and value != ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _nothing(name: str) -> Any:
    field = Organisation._meta.get_field(name.removesuffix("_id"))
    return None if field.null else ""


def _who_has_its_number(
    survivor: Organisation, merged: Organisation, given_back: Mapping[str, object]
) -> Organisation | None:
    """Another organisation that stands on its own with one of the identifiers of the merged one."""
    for name in IDENTIFIERS:
        number = getattr(merged, name)
        if not number:
            continue
        others = Organisation.objects.standing().filter(**{name: number}, country=merged.country).exclude(pk=merged.pk)
        if name in given_back:
            others = others.exclude(pk=survivor.pk)
        if other := others.first():
            return other
    return None


def _root(pk: int) -> int:
    """The last survivor of an organisation, by the mergers that hold."""
    steps = dict(Merge.objects.filter(undone_at__isnull=True).values_list("merged", "survivor"))
    while pk in steps:
        pk = steps[pk]
    return pk


def _point_to_survivors(organisations: Iterable[int]) -> None:
    """Each again to its own last survivor, which parting others may have changed."""
    steps = dict(Merge.objects.filter(undone_at__isnull=True).values_list("merged", "survivor"))
    for pk in list(organisations):
        last = pk
        while last in steps:
            last = steps[last]
        Organisation.objects.filter(pk=pk).update(merged_into=last if last != pk else None)
