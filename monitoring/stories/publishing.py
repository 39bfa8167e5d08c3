"""Publishing, withdrawing and erasing: acts of the Region, outside the sealed text, each in the log."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.campaigns.models import Report
from monitoring.campaigns.moves import Forbidden, Refused, roles_of
from monitoring.people.models import Person
from monitoring.people.roles import REVIEWERS
from monitoring.stories.letters import tell_published, tell_withdrawn
from monitoring.stories.models import Story, StoryEvent, StoryPerson, StoryPicture, StoryVersion
from monitoring.stories.queries import empty_parts
from monitoring.stories.saving import picture_of

What = StoryEvent.What


def may_publish(report: Report, person: Person) -> bool:
    return bool(roles_of(person, report) & REVIEWERS)


def blockers(version: StoryVersion) -> list[str]:
    """Why the story cannot be published, one sentence a reason."""
    sentences = []
    if version.revision.accepted_at is None or version.revision.superseded_by_id:
        sentences.append(_("The report of this story is not accepted."))
    if empty := empty_parts(version):
        sentences.append(_("The story is not complete, still empty: %(parts)s.") % {"parts": ", ".join(empty)})
    return sentences + _without_consent(version)


def lacks_of_picture(version: StoryVersion) -> list[str]:
    """Why the picture, if there is one, cannot be published; the text can, without it."""
    picture = picture_of(version)
    if picture is None:
        return []
    return [
        sentence
        for is_there, sentence in (
            (picture.alt, _("Nothing says what the picture shows.")),
            (picture.credit, _("The picture has no credit.")),
            (picture.has_consent, _("Nothing says that the people on the picture have agreed to its publication.")),
        )
        if not is_there
    ]


def not_yet_publishable(version: StoryVersion) -> list[str]:
    """What the cluster can still do, while it writes, for its story to be published whole."""
    return _without_consent(version) + lacks_of_picture(version)


def _without_consent(version: StoryVersion) -> list[str]:
    return [
        _("%(person)s has not agreed to be named.") % {"person": person.name or _("A person quoted")}
        for person in version.people.all()
        if not person.has_consent and not person.erased_at
    ]


@transaction.atomic
def publish(story: Story, person: Person, *, without_picture: bool) -> None:
    """Show the story to everybody inside. Raises Forbidden or Refused, with sentences."""
    story, version = _held(story, person)
    if story.is_published and version and not (story.is_without_picture and not without_picture):
        return
    if version is None:
        raise Refused(_("The report of this story is not accepted."))
    if sentences := blockers(version):
        raise Refused(*sentences)
    if not without_picture and (lacks := lacks_of_picture(version)):
        raise Refused(*lacks, _("Ask the cluster, or publish the story without its picture."))
    story.published_at, story.published_by, story.is_without_picture = timezone.now(), person, without_picture
    story.withdrawn_at, story.withdrawal_reason = None, ""
    story.save()
    _log(story, What.PUBLISHED_WITHOUT_PICTURE if without_picture else What.PUBLISHED, person)
    tell_published(story)


@transaction.atomic
def withdraw(story: Story, person: Person, reason: str) -> None:
    """Hide the story again; who reads it in that moment keeps what is on the screen, nothing more."""
    story, _version = _held(story, person)
    if story.is_published:
        _withdraw(story, person, reason)


def _withdraw(story: Story, person: Person, reason: str) -> None:
    story.withdrawn_at, story.withdrawal_reason = timezone.now(), reason
    story.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    _log(story, What.WITHDRAWN, person, reason)
    tell_withdrawn(story, reason)


@transaction.atomic
def erase_person(story: Story, uuid: UUID, person: Person) -> bool:
    """Empty what every revision holds of somebody; returns whether the story had to be withdrawn as well.

    The sealed text stays as it is. Where it names the person, the story is withdrawn at the same time.
    """
    story, _version = _held(story, person)
    rows = StoryPerson.objects.filter(version__story=story, uuid=uuid, erased_at__isnull=True)
    names = {row.name for row in rows}
    is_in_text = bool(texts_naming(story, names))
    if rows.update(name="", function="", quote="", has_consent=False, erased_at=timezone.now()):
        _log(story, What.PERSON_ERASED, person)
    if is_in_text and story.is_published:
        _withdraw(story, person, _("The text names a person whose data were erased."))
        return True
    return False


@transaction.atomic
def erase_picture(story: Story, person: Person) -> None:
    """Take the picture and its files out of every revision."""
    story, _version = _held(story, person)
    pictures = StoryPicture.objects.filter(version__story=story)
    if pictures.exists():
        pictures.remove()
        _log(story, What.PICTURE_ERASED, person)


def texts_naming(story: Story, names: set[str]) -> list[StoryVersion]:
    """The versions whose text holds one of these names, whole or the family name alone."""
    wanted = {part.casefold() for name in names for part in (name, name.split()[-1] if name.split() else "")}
    wanted = {part for part in wanted if len(part) > 2}
    return [
        version for version in story.versions.all() if any(part in _whole_text(version).casefold() for part in wanted)
    ]


def _whole_text(version: StoryVersion) -> str:
    texts = (version.title, version.who_met, version.what_they_did, version.what_it_changes, version.partners)
    return "\n".join(texts)


def _held(story: Story, person: Person) -> tuple[Story, StoryVersion | None]:
    """The story for this transaction alone, and its accepted version; only for those who publish."""
    held = Story.objects.select_for_update().get(pk=story.pk)
    report = Report.objects.select_related("campaign").get(pk=held.report_id)
    if not may_publish(report, person):
        raise Forbidden(_("Your role does not allow this."))
    return held, StoryVersion.objects.accepted().filter(story=held).select_related("revision", "main_domain").first()


def _log(story: Story, what: StoryEvent.What, person: Person, reason: str = "") -> None:
    StoryEvent.objects.create(story=story, what=what, actor=person, reason=reason)
