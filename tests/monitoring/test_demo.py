"""The demonstration: the same for the same day, once, and never over somebody's data."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.campaigns.states import State
from monitoring.clusters.models import Cluster
from monitoring.demo import install
from monitoring.objectives.models import Answer
from monitoring.people.models import Person
from monitoring.people.roles import Role
from monitoring.territory.models import Region
from tests import builders

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def content() -> list[Any]:
    """What stands in the database, by natural keys alone."""
    answers = Answer.objects.order_by("revision__report__uuid", "revision__number", "indicator__code", "domain__code")
    reports = Report.objects.order_by("uuid")
    return [
        *answers.values_list("revision__report__uuid", "revision__number", "indicator__code", "number", "text"),
        *reports.values_list("uuid", "state", "campaign__period", "cluster__code"),
        *Revision.objects.order_by("report__uuid", "number").values_list("digest", "sealed_at", "accepted_at"),
        *Person.objects.order_by("email").values_list("email", "last_name"),
    ]


@dataclass(frozen=True)
class Laid:
    """What the command printed, and what it laid down."""

    printed: dict[str, Any]
    content: list[Any]


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Laid:
    """The command run once, and taken back."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", "--today", DAY.isoformat(), "--json", stdout=out)
        found = Laid(json.loads(out.getvalue()), content())
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="class")
def there(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration of the same day, for all who look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert install(DAY).is_new
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("laid", "there")
class TestThere:
    def test_the_same_day_gives_the_same_content(self, laid: Laid) -> None:
        assert content() == laid.content

    def test_a_second_run_changes_nothing(self, laid: Laid) -> None:
        assert not install(date(2027, 1, 1)).is_new
        assert content() == laid.content

    def test_it_shows_thirteen_quarters_in_a_plausible_mix_of_states(self) -> None:
        region = Region.objects.get(is_demonstration=True)
        assert Cluster.objects.followed(region, DAY).count() == 22
        assert Campaign.objects.filter(kind="objectives").count() == 13
        running = Report.objects.filter(campaign__period="2026-Q4")
        assert set(running.values_list("state", flat=True)) == {
            State.TO_DO,
            State.DRAFT,
            State.SUBMITTED,
            State.RETURNED,
            State.ACCEPTED,
        }
        assert Revision.objects.accepted().count() > 250
        assert {role for role in Role if Person.objects.filter(mandates__role=role).exists()} == set(Role)

    def test_this_years_members_are_asked_and_minalogics_list_is_pre_filled_and_not_sent(self) -> None:
        years = Campaign.objects.filter(kind="members").order_by("period").values_list("period", flat=True)
        assert [year.year for year in years] == [2023, 2024, 2025, 2026]
        report = Report.objects.get(campaign__kind="members", campaign__period="2026", cluster__code="minalogic")
        assert report.state == State.DRAFT
        revision, before = (
            report.revisions.get(),
            Revision.objects.accepted().get(
                report__cluster=report.cluster, report__campaign__kind="members", report__campaign__period="2025"
            ),
        )
        assert set(revision.member_lines.values_list("uuid", flat=True)) == set(
            before.member_lines.members().values_list("uuid", flat=True)
        )
        assert revision.member_lines.count() > 20


def test_a_database_in_use_is_refused_and_left_as_it_is() -> None:
    builders.make_person(email="somebody@example.org")
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo", stdout=StringIO())
    assert Region.objects.count() == 0


def test_the_command_prints_one_json_object_with_a_login_for_each_role(laid: Laid) -> None:
    assert laid.printed["status"] == "created"
    assert {login["role"] for login in laid.printed["logins"]} == set(Role)
