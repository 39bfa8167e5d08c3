"""What a file of members did to the registry, and how the registry gives it back when the file is taken back.

New organisations bear the file's uuid: one column, where a change kept for each would double what a file of 40,000
lines writes. Numbers given to organisations known before are changes of the file like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.copying import insert_rows, update_rows
from clusterix.lib.numbers import format_number
from monitoring.campaigns.models import Revision
from monitoring.members.models import MemberLine, MemberLineQuerySet
from monitoring.organisations.matching import IDENTIFIERS
from monitoring.organisations.models import Organisation
from monitoring.organisations.registering import Registrar, one_at_a_time
from monitoring.organisations.withdrawing import Kept, remove, taken_in
from monitoring.uploads.applying import CHANGE
from monitoring.uploads.importers import Change
from monitoring.uploads.models import AppliedChange, Doubt, Upload

# Of changes that are about an organisation rather than a line.
KEY = "organisation:"
AT_ONCE = 2_000
# A list of the past that was withdrawn names nobody any more.
WITHDRAWN = Q(revision__origin=Revision.Origin.LEGACY, revision__discarded_at__isnull=False)
T = TypeVar("T")


def numbers_given(registrar: Registrar) -> Iterator[Change]:
    """The identifiers that organisations lacked and that the file gave them."""
    for some in _batches(registrar.filled_in.items()):
        names = dict(Organisation.objects.filter(pk__in=[pk for pk, _numbers in some]).values_list("pk", "name"))
        for pk, numbers in some:
            yield Change(f"{KEY}{pk}", names[pk], dict.fromkeys(numbers, ""), numbers)


def foresee(upload: Upload, withdrawn: Q, held: Collection[int] = ()) -> list[str]:
    """What taking the file back would do to the registry, in sentences.

    `withdrawn` are the lines that it would take off the lists, but for those of the organisations in `held`.
    """
    others = MemberLine.objects.exclude(WITHDRAWN).exclude(withdrawn)
    organisations = _taken_in(upload, others).order_by().values_list("pk", "kept")
    stays = [bool(kept) or pk in held for pk, kept in organisations.iterator(AT_ONCE)]
    sentences = []
    if going := stays.count(False):
        sentences.append(_going_sentence(going))
    if staying := stays.count(True):
        sentences.append(_staying_sentence(staying))
    if given := upload.changes.filter(key__startswith=KEY).count():
        sentence = ngettext(
            "It gave identification numbers to %(count)s organisation that the registry knew: they are taken out "
            "again, unless another list gives them too.",
            "It gave identification numbers to %(count)s organisations that the registry knew: they are taken out "
            "again, unless another list gives them too.",
            given,
        )
        sentences.append(sentence % {"count": format_number(given)})
    return sentences


def _going_sentence(count: int) -> str:
    sentence = ngettext(
        "%(count)s organisation that this file took into the registry goes with it.",
        "%(count)s organisations that this file took into the registry go with it.",
        count,
    )
    return sentence % {"count": format_number(count)}


def _staying_sentence(count: int) -> str:
    sentence = ngettext(
        "%(count)s organisation that it took in stays, because something else speaks of it; it will be listed.",
        "%(count)s organisations that it took in stay, because something else speaks of them; they will be listed.",
        count,
    )
    return sentence % {"count": format_number(count)}


def withdraw(upload: Upload) -> dict[str, str]:
    """After the lines: the registry forgets what it knew from this file alone; by key, why a number was kept.

    Organisations that stay are noted among the file's changes, with the reason, and counted with those removed.
    """
    one_at_a_time()
    kept_numbers = _give_numbers_back(upload)
    organisations = _taken_in(upload, MemberLine.objects.exclude(WITHDRAWN)).order_by("pk")
    staying = insert_rows(AppliedChange, CHANGE, _staying(upload, organisations.exclude(kept="")))
    removed, last = 0, 0
    while going := list(organisations.filter(kept="", pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        last = going[-1]
        MemberLine.objects.filter(WITHDRAWN, organisation__in=going).update(organisation=None)
        remove(going)
        removed += len(going)
    if removed or staying:
        upload.options["organisations"] = {"removed": removed, "kept": staying}
    return kept_numbers


def _taken_in(upload: Upload, lines: MemberLineQuerySet) -> Any:
    """What the file took in, with what keeps each where these lines are all there are."""
    is_listed = Exists(lines.filter(organisation=OuterRef("pk")))
    is_chosen = Exists(Doubt.objects.filter(organisation=OuterRef("pk")))
    return taken_in(upload.uuid, is_listed=is_listed, is_chosen=is_chosen)


def _staying(upload: Upload, organisations: Any) -> Iterator[tuple[Any, ...]]:
    rows = organisations.values_list("pk", "name", "kept")
    for pk, name, kept in list(rows):
        yield (upload.pk, f"{KEY}{pk}", name, None, {}, str(Kept(kept).label))


def _give_numbers_back(upload: Upload) -> dict[str, str]:
    kept: dict[str, str] = {}
    for changes in _batches(upload.changes.filter(key__startswith=KEY).order_by("pk").iterator(AT_ONCE)):
        given = {int(change.key.removeprefix(KEY)): change for change in changes}
        said, rows = _still_said(given), []
        for organisation in Organisation.objects.filter(pk__in=given):
            change = given[organisation.pk]
            numbers = change.after or {}
            if reason := _why_numbers_stay(organisation, numbers, said[organisation.pk]):
                kept[change.key] = reason
            else:
                rows.append((organisation.pk, *(_without(organisation, name, numbers) for name in IDENTIFIERS)))
        if rows:
            update_rows(Organisation, "id", IDENTIFIERS, rows)
    return kept


def _without(organisation: Organisation, name: str, numbers: Mapping[str, str]) -> str:
    return "" if name in numbers else getattr(organisation, name)


def _why_numbers_stay(organisation: Organisation, numbers: Mapping[str, str], said: set[str]) -> str:
    """Why its numbers are not taken out again; empty where they are."""
    if organisation.merged_into_id:
        return str(Kept.MERGED.label)
    if any(getattr(organisation, name) != number for name, number in numbers.items()):
        return _("Its numbers were changed since.")
    if said & set(numbers.values()):
        return _("Another list of members gives this number too.")
    return str(Kept.ENRICHED.label) if "siren" in numbers and organisation.sirene_read_on else ""


def _still_said(organisations: Iterable[int]) -> defaultdict[int, set[str]]:
    """The numbers that lists give of organisations."""
    said: defaultdict[int, set[str]] = defaultdict(set)
    lines = MemberLine.objects.exclude(WITHDRAWN).filter(organisation__in=list(organisations)).order_by()
    for pk, siret, *numbers in lines.values_list("organisation", "siret", *IDENTIFIERS).distinct():
        said[pk] |= {siret[:9], *numbers} - {""}
    return said


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, AT_ONCE)):
        yield batch
