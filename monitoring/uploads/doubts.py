"""New organisations of a file that may be ones the registry knows: kept while they are asked about, and honoured.

Somebody says of each whether it is one of those it is like. Writing the file does as was said, taking the file back
forgets it; where nobody says anything the organisation is taken in as its own, and the pair is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.organisations.identity import Declared
from monitoring.organisations.models import Organisation
from monitoring.organisations.naming import name_key
from monitoring.organisations.pairs import Apart, set_apart, set_together_again
from monitoring.organisations.registering import Registered, Registrar
from monitoring.people.models import Person
from monitoring.uploads.importers import Doubtful, Refusal, importer_for
from monitoring.uploads.models import Doubt, Upload

ANOTHER, UNDECIDED = "another", "undecided"
AT_ONCE = 500


def keep(upload: Upload, found: Sequence[Doubtful]) -> None:
    """Write down what is in doubt; what somebody said of the same one before the file was read again still holds."""
    said = {mark: doubt for doubt in decided_of(upload) for mark in doubt.marks}
    upload.doubts.all().delete()
    doubts = []
    for one in found:
        doubt = Doubt(
            upload=upload,
            number=one.number,
            label=one.label[:300],
            declared=dict(one.declared),
            marks=list(one.marks),
            keys=list(one.keys),
            candidates=[list(candidate) for candidate in one.candidates],
        )
        before = next((said[mark] for mark in one.marks if mark in said), None)
        if before and (before.is_another or before.organisation_id in open_candidates(doubt)):
            doubt.is_another, doubt.organisation_id = before.is_another, before.organisation_id
            doubt.decided_by_id, doubt.decided_at = before.decided_by_id, before.decided_at
        doubts.append(doubt)
    Doubt.objects.bulk_create(doubts, batch_size=AT_ONCE)


def decided_of(upload: Upload) -> list[Doubt]:
    return list(upload.doubts.filter(Q(is_another=True) | Q(organisation__isnull=False)))


def open_candidates(doubt: Doubt) -> list[int]:
    """The organisations it can be said to be."""
    return [pk for pk, _score, complaint in doubt.candidates if not complaint]


@transaction.atomic
def say(doubt: Doubt, choice: str, person: Person) -> None:
    """Keep what somebody says: the key of an organisation it is like, ANOTHER or UNDECIDED. Raises Refusal."""
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=doubt.upload_id)
    if upload.state != Upload.State.EXAMINED:
        sentence = _("This file is %(state)s: nothing more can be said of its rows.")
        raise Refusal(sentence % {"state": upload.get_state_display()}, code="not_waiting")
    doubt.is_another = choice == ANOTHER
    doubt.organisation = None if choice in (ANOTHER, UNDECIDED) else _same(upload, doubt, choice)
    is_decided = choice != UNDECIDED
    doubt.decided_by = person if is_decided else None
    doubt.decided_at = timezone.now() if is_decided else None
    doubt.save(update_fields=["is_another", "organisation", "decided_by", "decided_at"])


def _same(upload: Upload, doubt: Doubt, choice: str) -> Organisation:
    """The organisation somebody picked, where the row can be it. Raises Refusal."""
    complaint = next((complaint for pk, _score, complaint in doubt.candidates if str(pk) == choice), None)
    if complaint is None:
        raise Refusal(_("Choose one of the organisations beside it."), code="no_candidate")
    if complaint:
        raise Refusal(complaint, code="duplicate")
    found = Organisation.objects.select_related("merged_into").filter(pk=int(choice)).first()
    if found is None:
        raise Refusal(_("This organisation is no longer in the registry. Compare the file again."), code="moved")
    organisation = found.merged_into or found
    list_of = importer_for(upload).list_of
    lists = {list_of(key) for key in doubt.keys}
    for other in upload.doubts.filter(organisation=organisation).exclude(pk=doubt.pk):
        if lists & {list_of(key) for key in other.keys}:
            sentence = _(
                "Row %(number)s (%(name)s) is this organisation already, as somebody said: a list names it once."
            )
            raise Refusal(sentence % {"number": other.number, "name": other.label}, code="duplicate")
    return organisation


class Decisions:
    """What was said of the doubts of one file, for its organisations as they are registered."""

    def __init__(self, upload: Upload) -> None:
        self._by_mark = {mark: doubt for doubt in decided_of(upload) for mark in doubt.marks}

    def register(self, registrar: Registrar, declared: Sequence[Declared]) -> list[Registered]:
        """As the registrar does, and as was said: the same, or another whose pairs are not proposed again.

        Raises Refusal where the registry has changed so that it contradicts what was said.
        """
        if not self._by_mark:
            return registrar.register(declared)
        doubts = [self._by_mark.get(one.mark(name_key(one.name))) for one in declared]
        found = registrar.register(
            [
                one._replace(chosen=doubt.organisation_id) if doubt and doubt.organisation_id else one
                for one, doubt in zip(declared, doubts, strict=True)
            ]
        )
        taken_in: dict[int, tuple[Doubt, int]] = {}
        for doubt, one in zip(doubts, found, strict=True):
            if doubt and doubt.is_another:
                self._refuse_same(doubt, one)
                if one.is_new:
                    taken_in.setdefault(doubt.pk, (doubt, one.pk))
        _decide_pairs(taken_in.values())
        return found

    def _refuse_same(self, doubt: Doubt, found: Registered) -> None:
        if any(found.pk == pk for pk, _score, _complaint in doubt.candidates):
            sentence = _(
                "Row %(number)s (%(name)s) is surely an organisation that was said to be another one: the registry has "
                "changed since. Compare the file again."
            )
            raise Refusal(sentence % {"number": doubt.number, "name": doubt.label}, code="moved")


def _decide_pairs(taken_in: Iterable[tuple[Doubt, int]]) -> None:
    """Each new organisation (its key) and those it is none of: pairs that are decided on."""
    doubts = []
    for doubt, pk in taken_in:
        doubt.pairs = [[pk, candidate] for candidate, _score, _complaint in doubt.candidates]
        doubts.append(doubt)
    set_apart(word for doubt in doubts for word in _words(doubt))
    Doubt.objects.bulk_update(doubts, ["pairs"], batch_size=AT_ONCE)


def take_back(upload: Upload, kept: Mapping[str, str]) -> None:
    """Forget what the file decided on pairs, but for lines that stay and what somebody decided since."""
    others = upload.doubts.filter(is_another=True)
    set_together_again(word for doubt in others if not kept.keys() & set(doubt.keys) for word in _words(doubt))


def _words(doubt: Doubt) -> Iterator[Apart]:
    if doubt.decided_by_id is None or doubt.decided_at is None:
        return
    scores = {pk: score for pk, score, _complaint in doubt.candidates}
    for one, other in doubt.pairs:
        yield Apart(one, other, scores[other], doubt.decided_by_id, doubt.decided_at)
