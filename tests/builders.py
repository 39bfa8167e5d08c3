"""What tests are made of: keyword-only builders with sensible values for everything a test does not care about."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from PIL import Image

from clusterix.lib.periods import Period, Quarter, Year
from clusterix.lib.pictures import clean_picture
from monitoring.campaigns.models import Campaign, Remark, Report, Revision
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster, Following
from monitoring.members.models import MemberLine
from monitoring.objectives.models import Answer, Asked, Framework, Indicator, Target, Topic
from monitoring.organisations.models import Category, Organisation
from monitoring.people.models import Invitation, Mandate, Person
from monitoring.people.roles import Role
from monitoring.stories.models import Story, StoryPerson, StoryPicture, StoryVersion
from monitoring.territory.models import Domain, Region
from monitoring.uploads.models import StagedRow, Upload, Verdict

PASSWORD = "Un-mot-de-passe-2026"
_numbers = itertools.count(1)


def make_region(*, code: str = "", **fields: Any) -> Region:
    number = next(_numbers)
    return Region.objects.create(
        **{"code": code or f"region-{number}", "name": f"Region {number}", "nuts": f"X{number % 10_000:04}"} | fields
    )


def make_domain(*, region: Region, code: str = "", **fields: Any) -> Domain:
    number = next(_numbers)
    names = {"name_en": f"Domain {number}", "name_fr": f"Domaine {number}", "position": number}
    return Domain.objects.create(region=region, code=code or f"domain-{number}", **names | fields)


def make_cluster(
    *, region: Region, domain: Domain | None = None, since: date = date(2019, 1, 1), **fields: Any
) -> Cluster:
    """A cluster that the region follows."""
    number = next(_numbers)
    defaults = {"code": f"cluster-{number}", "name": f"Cluster {number:04}", "kind": Cluster.Kind.REGIONAL}
    cluster = Cluster.objects.create(**defaults | {"main_domain": domain or make_domain(region=region)} | fields)
    Following.objects.create(region=region, cluster=cluster, starts_on=since)
    return cluster


def make_person(
    *, role: str | None = None, region: Region | None = None, cluster: Cluster | None = None, **fields: Any
) -> Person:
    """A person; with a role, one who holds it for the region or the cluster since 2019."""
    number = next(_numbers)
    defaults = {"email": f"person-{number}@example.org", "first_name": "Camille", "last_name": f"Martin {number}"}
    person = Person.objects.create_user(password=PASSWORD, **defaults | fields)
    if role:
        give_mandate(person=person, role=role, region=region, cluster=cluster)
    return person


def give_mandate(
    *,
    person: Person,
    role: str,
    region: Region | None = None,
    cluster: Cluster | None = None,
    starts_on: date = date(2019, 1, 1),
    ends_on: date | None = None,
) -> Mandate:
    person.__dict__.pop("current_mandates", None)
    return Mandate.objects.create(
        person=person, role=role, region=region, cluster=cluster, starts_on=starts_on, ends_on=ends_on
    )


def make_invitation(*, by: Person, email: str, role: str = Role.DELEGATE, **fields: Any) -> Invitation:
    """An offer waiting for an answer: of a delegate's mandate unless told otherwise (`cluster=` or `region=`)."""
    return Invitation.objects.create(invited_by=by, email=email, role=role, **fields)


def make_topic(*, region: Region, **fields: Any) -> Topic:
    number = next(_numbers)
    framework, _ = Framework.objects.get_or_create(
        region=region,
        code="operational",
        defaults={
            "name_en": "Operational objectives",
            "name_fr": "Objectifs opérationnels",
            "frequency": Framework.Frequency.QUARTER,
            "starts_on": date(2019, 1, 1),
        },
    )
    names = {"code": f"topic-{number}", "name_en": f"Topic {number}", "name_fr": f"Thème {number}", "position": number}
    return Topic.objects.create(framework=framework, **names | fields)


def make_indicator(*, topic: Topic, code: str = "", **fields: Any) -> Indicator:
    """A published indicator: a required whole number, summed over the year, unless told otherwise."""
    number = next(_numbers)
    texts = {
        f"{name}_{language}": f"{name} {number} ({language})"
        for name in ("label", "definition", "how_to_count", "example")
        for language in ("en", "fr")
    }
    defaults = {"position": number, "starts_on": date(2019, 1, 1), "published_at": timezone.now()}
    return Indicator.objects.create(topic=topic, code=code or f"indicator-{number}", **texts | defaults | fields)


def make_campaign(
    *,
    region: Region,
    period: Period = Quarter(2026, 3),
    today: date | None = None,
    indicators: list[Indicator] | None = None,
    opened: bool = True,
    **fields: Any,
) -> Campaign:
    """An objectives campaign that is running: opened ten days ago, due in ten, closing in twenty."""
    today = today or timezone.localdate()
    dates = {
        "opens_on": today - timedelta(days=10),
        "due_on": today + timedelta(days=10),
        "closes_on": today + timedelta(days=20),
    }
    campaign = Campaign.objects.create(
        **{"region": region, "kind": "objectives", "period": period, "opened_at": timezone.now() if opened else None}
        | dates
        | fields
    )
    Asked.objects.bulk_create(
        Asked(campaign=campaign, indicator=indicator, is_required=indicator.is_required)
        for indicator in indicators or []
    )
    return campaign


def make_report(*, campaign: Campaign, cluster: Cluster, state: str = State.TO_DO, **fields: Any) -> Report:
    return Report.objects.create(campaign=campaign, cluster=cluster, state=state, **fields)


def make_revision(*, report: Report, by: Person, number: int = 1, **fields: Any) -> Revision:
    return Revision.objects.create(report=report, number=number, opened_by=by, **fields)


def make_remark(*, report: Report, by: Person, body: str = "How were these counted?", **fields: Any) -> Remark:
    """A private one, on the whole report unless `key` says otherwise."""
    return Remark.objects.create(report=report, author=by, body=body, **fields)


def make_draft(*, campaign: Campaign, cluster: Cluster, by: Person, values: dict[Indicator, Any]) -> Report:
    """A report being filled in: its open revision holds these values."""
    report = make_report(campaign=campaign, cluster=cluster, state=State.DRAFT)
    revision = make_revision(report=report, by=by)
    for indicator, value in values.items():
        make_answer(revision=revision, indicator=indicator, value=value, by=by)
    return report


def make_accepted(
    *, campaign: Campaign, cluster: Cluster, by: Person, officer: Person, values: dict[Indicator, Any]
) -> Report:
    """A report accepted with these values, without going through its moves."""
    report = make_report(campaign=campaign, cluster=cluster, state=State.ACCEPTED)
    now = timezone.now()
    revision = make_revision(report=report, by=by, sealed_at=now, sealed_by=by, accepted_at=now, accepted_by=officer)
    for indicator, value in values.items():
        make_answer(revision=revision, indicator=indicator, value=value, by=by)
    return report


def make_answer(
    *, revision: Revision, indicator: Indicator, value: Any, by: Person, domain: Domain | None = None, **fields: Any
) -> Answer:
    """A number, a text, or a status such as Answer.Status.NOT_AVAILABLE."""
    content: dict[str, Any]
    if isinstance(value, Answer.Status):
        content = {"status": value}
    elif isinstance(value, str):
        content = {"status": Answer.Status.VALUE, "text": value}
    else:
        content = {"status": Answer.Status.VALUE, "number": Decimal(value)}
    return Answer.objects.create(
        revision=revision, indicator=indicator, domain=domain, edited_by=by, **content | fields
    )


def make_target(*, cluster: Cluster, region: Region, indicator: Indicator, year: int, value: int, by: Person) -> Target:
    return Target.objects.create(cluster=cluster, region=region, indicator=indicator, year=year, value=value, set_by=by)


def make_story(
    *, revision: Revision, by: Person, domain: Domain | None = None, published: bool = False, **fields: Any
) -> StoryVersion:
    """A complete story in this revision, not published unless told otherwise."""
    number = next(_numbers)
    texts = {
        "title": f"Story {number}",
        "who_met": "Three companies and a laboratory.",
        "what_they_did": "They built a shared test bench.",
        "what_it_changes": "Tests now take two days instead of ten.",
    }
    marks = {"published_at": timezone.now(), "published_by": by} if published else {}
    story = Story.objects.create(report=revision.report, **marks)
    return StoryVersion.objects.create(
        story=story, revision=revision, main_domain=domain, edited_by=by, **texts | fields
    )


def make_story_person(*, version: StoryVersion, **fields: Any) -> StoryPerson:
    """Somebody named in the story who has agreed to it."""
    named = {
        "name": "Claude Exemple",
        "function": "Head of research",
        "quote": "We met by chance.",
        "has_consent": True,
    }
    return StoryPerson.objects.create(version=version, **named | fields)


def photograph(*, size: tuple[int, int] = (64, 48), colour: str = "#28a197", **saving: Any) -> bytes:
    """A JPEG; `exif=…` puts it where a camera does."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", **saving)
    return file.getvalue()


def make_story_picture(*, version: StoryVersion, by: Person, **fields: Any) -> StoryPicture:
    """A picture with all that its publication needs."""
    said = {"alt": "A test bench", "credit": "Photo: Camille Exemple", "has_consent": True}
    picture = StoryPicture(version=version, added_by=by, **said | fields)
    picture.store(clean_picture(io.BytesIO(photograph())))
    picture.save()
    return picture


def make_organisation(*, name: str = "", **fields: Any) -> Organisation:
    """A French organisation without identifier, as most are when a list first comes in."""
    name = name or f"Organisation {next(_numbers):04}"
    return Organisation.objects.create(**{"name": name, "name_key": name.lower(), "category": Category.SME} | fields)


def make_member_line(
    *, revision: Revision, by: Person | None = None, organisation: Organisation | None = None, **fields: Any
) -> MemberLine:
    """A member on this list, declared with its organisation's own facts unless told otherwise."""
    of = organisation or make_organisation()
    copied = ("name", "country", "siren", "category", "other_kind", "naf", "naf_version", "headcount_band")
    declared = {name: getattr(of, name) for name in copied} | {"departement_id": of.departement_id}
    if "departement" in fields:
        del declared["departement_id"]
    return MemberLine.objects.create(
        revision=revision, organisation=of, edited_by=by or revision.opened_by, **declared | fields
    )


def make_members_list(
    *,
    region: Region,
    cluster: Cluster,
    year: int,
    members: Iterable[Organisation | tuple[Organisation, dict[str, Any]]] = (),
    officer: Person | None = None,
    accepted: bool = True,
) -> Revision:
    """A cluster's list of a year, accepted unless told otherwise; a member may come with what its line says of it."""
    campaign = Campaign.objects.filter(region=region, kind="members", period=Year(year)).first()
    due = date(year, 9, 30)
    campaign = campaign or make_campaign(
        region=region, kind="members", period=Year(year), opens_on=date(year, 5, 1), due_on=due, closes_on=due
    )
    officer, now = officer or make_person(), timezone.now()
    report = make_report(campaign=campaign, cluster=cluster, state=State.ACCEPTED if accepted else State.SUBMITTED)
    marks: dict[str, Any] = {"accepted_at": now, "accepted_by": officer} if accepted else {}
    revision = make_revision(report=report, by=officer, sealed_at=now, sealed_by=officer, **marks)
    for member in members:
        organisation, said = member if isinstance(member, tuple) else (member, {})
        make_member_line(revision=revision, organisation=organisation, **said)
    return revision


def make_waiting_row(*, report: Report, by: Person, found: dict[str, str], **fields: Any) -> StagedRow:
    """A row of a file that was written into a members report, refused, and not dealt with since."""
    upload = Upload.objects.create(
        purpose="members",
        subject=str(report.uuid),
        region=report.campaign.region,
        cluster=report.cluster,
        file_name="members.xlsx",
        digest="0" * 64,
        size=1,
        state=Upload.State.APPLIED,
        sent_by=by,
        applied_at=timezone.now(),
        applied_by=by,
    )
    return StagedRow.objects.create(
        **{
            "upload": upload,
            "sheet": "members",
            "number": 12,
            "verdict": Verdict.REJECTED,
            "label": found.get("name", ""),
            "found": found,
            "problems": [{"field": "category", "code": "required", "message": "This must be filled."}],
        }
        | fields
    )
