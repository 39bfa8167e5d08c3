"""Saving a story field by field: what two people wrote in two tabs is kept, or shown to the one who came second.

A page carries a mark of every value it shows. A value is written if the page's mark is still the stored value's;
a value the person did not touch never overwrites another's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterix.lib.pictures import CleanPicture
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Refused
from monitoring.people.models import Person
from monitoring.stories.models import Story, StoryPerson, StoryPicture, StoryVersion
from monitoring.territory.models import Domain

Value = str | bool | list[str]
TEXTS = ("title", "who_met", "what_they_did", "what_it_changes", "partners")
OF_PICTURE = ("alt", "credit", "has_consent")
OF_PERSON = ("name", "function", "quote", "has_consent")


def mark(value: object) -> str:
    """What a page knows a value by, without holding the value twice."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:20]


def values_of(version: StoryVersion) -> dict[str, Value]:
    """Every field of a story's form, as the form holds it."""
    picture = picture_of(version)
    values: dict[str, Value] = {name: getattr(version, name) for name in TEXTS}
    values["main_domain"] = str(version.main_domain_id or "")
    values["other_domains"] = sorted(str(domain.pk) for domain in version.other_domains.all()) if version.pk else []
    values |= {name: getattr(picture, name) for name in OF_PICTURE} if picture else NO_PICTURE
    values["image"] = picture.digest if picture else ""
    return values


NO_PICTURE: dict[str, Value] = {"alt": "", "credit": "", "has_consent": False}
NOBODY: dict[str, Value] = {"name": "", "function": "", "quote": "", "has_consent": False}


def picture_of(version: StoryVersion) -> StoryPicture | None:
    return StoryPicture.objects.filter(version=version).first() if version.pk else None


def values_of_person(person: StoryPerson | None) -> dict[str, Value]:
    return {name: getattr(person, name) for name in OF_PERSON} if person else NOBODY


@dataclass(frozen=True)
class TypedPerson:
    """A person as typed in one row of the page; `values` is None where a value was refused."""

    uuid: UUID
    values: dict[str, Value] | None
    mark: str
    is_removed: bool = False


@dataclass(frozen=True)
class Typed:
    """What came from one page: valid values with the marks they were shown with."""

    values: Mapping[str, Value]
    marks: Mapping[str, str]
    people: list[TypedPerson] = field(default_factory=list)
    picture: CleanPicture | None = None
    removes_picture: bool = False


@dataclass
class Outcome:
    """What became of it; `theirs` are the values another person saved meanwhile, by field."""

    version: StoryVersion
    theirs: dict[str, Value] = field(default_factory=dict)
    people: dict[UUID, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    is_changed: bool = False

    @property
    def is_whole(self) -> bool:
        return not (self.theirs or self.people or self.refused)


def begin(report: Report, revision: Revision, uuid: UUID, person: Person, domain: Domain | None) -> Story | None:
    """The story of that name, begun where there is none; None where another report has one of that name."""
    story, _is_new = Story.objects.get_or_create(uuid=uuid, defaults={"report": report})
    if story.report_id != report.pk:
        return None
    defaults = {"main_domain": domain, "edited_by": person}
    StoryVersion.objects.get_or_create(story=story, revision=revision, defaults=defaults)
    return story


def take_out(version: StoryVersion) -> None:
    """Out of an open revision, which the caller holds; what was sent before keeps it."""
    StoryPicture.objects.filter(version=version).remove()
    version.delete()
    if not version.story.versions.exists():
        version.story.delete()


def write(revision: Revision, story: Story, typed: Typed, person: Person) -> Outcome:
    """Save what can be into the open revision, which the caller holds (campaigns.filling)."""
    version = StoryVersion.objects.get(revision=revision, story=story)
    current = values_of(version)
    outcome = Outcome(version)
    new = _mine(current, typed, outcome)
    _write_texts(version, new, person, outcome)
    _write_picture(version, new, current, typed, person, outcome)
    _write_people(version, typed, outcome)
    if outcome.is_changed:
        _count_up(version, person)
    return outcome


def _mine(current: Mapping[str, Value], typed: Typed, outcome: Outcome) -> dict[str, Value]:
    """The values this person changed; those changed by somebody else too go to `outcome.theirs`."""
    mine = {}
    for name, value in typed.values.items():
        was = typed.marks.get(name)
        # Without a mark the page did not show the field: an incomplete sending empties nothing.
        if was is None or value == current[name] or mark(value) == was:
            continue
        if mark(current[name]) == was:
            mine[name] = value
        else:
            outcome.theirs[name] = current[name]
    return mine


def _write_texts(version: StoryVersion, new: Mapping[str, Value], person: Person, outcome: Outcome) -> None:
    texts = {name: new[name] for name in TEXTS if name in new}
    if "main_domain" in new:
        texts["main_domain_id"] = str(new["main_domain"]) or None  # type: ignore[assignment]
    if "other_domains" in new:
        version.other_domains.set(list(new["other_domains"]))  # type: ignore[arg-type]
    if texts:
        StoryVersion.objects.filter(pk=version.pk).update(**texts)
    outcome.is_changed = bool(texts) or "other_domains" in new


def _count_up(version: StoryVersion, person: Person) -> None:
    still_open = Revision.objects.open().filter(pk=version.revision_id)
    updated = StoryVersion.objects.filter(pk=version.pk, version=version.version, revision__in=still_open).update(
        version=F("version") + 1, edited_by=person, edited_at=timezone.now()
    )
    if not updated:
        raise Refused(_("Somebody saved this story at the same moment. Save once more."))
    version.refresh_from_db()


def _write_picture(
    version: StoryVersion,
    new: Mapping[str, Value],
    current: Mapping[str, Value],
    typed: Typed,
    person: Person,
    outcome: Outcome,
) -> None:
    described = {name: new[name] for name in OF_PICTURE if name in new}
    rows = StoryPicture.objects.filter(version=version)
    if typed.picture or typed.removes_picture:
        if typed.marks.get("image") != mark(current["image"]):
            outcome.refused["image"] = _("Somebody else changed the picture meanwhile. Look at it, then choose again.")
            return
        former = rows.first()
        if former:
            # Agreeing to one picture is not agreeing to the next.
            described = {"alt": former.alt, "credit": former.credit} | described | {"has_consent": False}
        rows.remove()
        outcome.is_changed = True
        if typed.picture:
            picture = StoryPicture(version=version, added_by=person, **described)
            picture.store(typed.picture)
            picture.save()
    elif described and current["image"]:
        rows.update(**described)
        outcome.is_changed = True
    elif any(described.values()):
        outcome.refused["image"] = _("You described a picture, but there is none yet: choose it here.")


def _write_people(version: StoryVersion, typed: Typed, outcome: Outcome) -> None:
    people = {person.uuid: person for person in version.people.all()}
    for row in typed.people:
        person = people.get(row.uuid)
        is_untouched = row.values is None or mark(row.values) == row.mark
        if is_untouched and not row.is_removed:
            continue
        if person and person.erased_at:
            outcome.people[row.uuid] = _("The data of this person were erased meanwhile: they are not kept again.")
        elif row.values == values_of_person(person) and not row.is_removed:
            continue
        elif mark(values_of_person(person)) != row.mark:
            outcome.people[row.uuid] = _("Somebody else changed this person meanwhile. Look at both, then save again.")
        else:
            _write_person(version, row, person)
            outcome.is_changed = True


def _write_person(version: StoryVersion, row: TypedPerson, person: StoryPerson | None) -> None:
    is_nobody = not row.values or not any(row.values[name] for name in ("name", "function", "quote"))
    if row.is_removed or is_nobody:
        if person:
            person.delete()
        return
    StoryPerson.objects.update_or_create(version=version, uuid=row.uuid, defaults=row.values)
