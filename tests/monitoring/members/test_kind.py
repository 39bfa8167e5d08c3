"""The members report on the real engine: from last year's list to an accepted one."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusterix.lib.periods import Year
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import RemarkReply, Revision
from monitoring.campaigns.moves import Refused
from monitoring.clusters.models import Succession
from monitoring.members.kind import MembersKind
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Category, SireneSize
from tests import builders
from tests.cast import Cast
from tests.monitoring.members.conftest import Roll


def test_a_list_begins_with_last_years_members(roll: Roll) -> None:
    revision = roll.start()
    assert roll.names == ["Alpha", "Beta", "Gamma"]
    before = set(MemberLine.objects.filter(revision=roll.last_year).values_list("uuid", "joined_year", "town"))
    assert set(MemberLine.objects.filter(revision=revision).values_list("uuid", "joined_year", "town")) == before


def test_those_that_left_last_year_are_not_carried_over(roll: Roll) -> None:
    MemberLine.objects.filter(revision=roll.last_year, name="Beta").update(left_on=date(2025, 6, 30))
    roll.start()
    assert roll.names == ["Alpha", "Gamma"]


def test_an_older_list_serves_where_a_year_was_missed(roll: Roll) -> None:
    roll.last_year.report.campaign.period = Year(2023)
    roll.last_year.report.campaign.save()
    roll.start()
    assert roll.names == ["Alpha", "Beta", "Gamma"]


def test_members_of_clusters_merged_into_this_one_are_carried_over_once(roll: Roll, cast: Cast) -> None:
    delta = builders.make_organisation(name="Delta")
    merged = builders.make_cluster(region=cast.region, domain=cast.domain, code="merged", name="Merged")
    Succession.objects.create(predecessor=merged, successor=cast.cluster, on=date(2026, 1, 1))
    builders.make_members_list(
        region=cast.region, cluster=merged, year=2025, members=[roll.alpha, delta], officer=cast.officer
    )
    revision = roll.start()
    assert roll.names == ["Alpha", "Beta", "Delta", "Gamma"]
    own = MemberLine.objects.get(revision=roll.last_year, organisation=roll.alpha)
    assert MemberLine.objects.get(revision=revision, organisation=roll.alpha).uuid == own.uuid


def test_a_merged_cluster_is_not_carried_over_again_the_year_after(roll: Roll, cast: Cast) -> None:
    delta = builders.make_organisation(name="Delta")
    merged = builders.make_cluster(region=cast.region, domain=cast.domain, code="merged", name="Merged")
    Succession.objects.create(predecessor=merged, successor=cast.cluster, on=date(2025, 1, 1))
    builders.make_members_list(region=cast.region, cluster=merged, year=2024, members=[delta], officer=cast.officer)
    roll.start()
    assert roll.names == ["Alpha", "Beta", "Gamma"]


def test_one_organisation_merged_into_another_stands_once_on_the_new_list(roll: Roll) -> None:
    roll.beta.merged_into = roll.alpha
    roll.beta.save()
    revision = roll.start()
    assert MemberLine.objects.filter(revision=revision).count() == 2
    assert set(MemberLine.objects.filter(revision=revision).values_list("organisation", flat=True)) == {
        roll.alpha.pk,
        roll.gamma.pk,
    }


def test_the_first_list_of_a_cluster_is_empty_and_is_not_sent(cast: Cast, roll: Roll) -> None:
    report = builders.make_report(campaign=roll.campaign, cluster=cast.other_cluster)
    roll.report = report
    roll.move("start", by="other_manager")
    assert roll.names == []
    assert [missing.sentence for missing in MembersKind().missing(roll.revision)] == [
        "The list holds no member: add them, or send a file."
    ]
    with pytest.raises(Refused):
        roll.move("send", by="other_manager")


def test_a_member_without_category_is_named_before_sending(roll: Roll) -> None:
    revision = roll.start()
    MemberLine.objects.filter(revision=revision, name="Beta").update(category="")
    assert [missing.sentence for missing in MembersKind().missing(revision)] == ["“Beta” has no category: choose one."]
    with pytest.raises(Refused):
        roll.move("send")
    assert MembersKind().complete([revision]) == []
    MemberLine.objects.filter(revision=revision, name="Beta").update(left_on=date(2026, 5, 1))
    assert MembersKind().complete([revision]) == [revision]


def test_rows_of_a_file_that_wait_hold_the_sending_back(roll: Roll) -> None:
    revision = roll.start()
    builders.make_waiting_row(report=roll.report, by=roll.cast.manager, found={"name": "Delta"})
    assert [missing.label for missing in MembersKind().missing(revision)] == ["Rows waiting"]
    assert MembersKind().complete([revision]) == []
    assert [section.key for section in MembersKind().sections(roll.report, revision)] == ["members", "waiting"]


def test_the_whole_way_with_a_remark_on_a_member(roll: Roll, clock: time_machine.Traveller) -> None:
    roll.start()
    roll.move("send")
    beta = roll.line("Beta")
    builders.make_remark(report=roll.report, by=roll.cast.officer, key=beta.key, body="Is it not a large company?")
    roll.move("return", by="officer")
    again = roll.revision
    assert again.number == 2
    assert set(MemberLine.objects.filter(revision=again).values_list("uuid", "version")) == set(
        MemberLine.objects.filter(revision=roll.sealed).values_list("uuid", "version")
    )
    MemberLine.objects.filter(revision=again, uuid=beta.uuid).update(category=Category.LARGE, version=2)
    remark = roll.report.remarks.get()
    RemarkReply.objects.create(remark=remark, body="You are right.", author=roll.cast.manager)
    roll.move("send")
    kind = kind_of(roll.campaign)
    first, second = roll.report.revisions.order_by("number")
    changes = kind.differences(first, second)
    assert [(change.key, change.before, change.after) for change in changes] == [
        (beta.key, "Category: small or medium-sized enterprise", "Category: large enterprise")
    ]
    assert beta.key in [row.key for row in kind.review_rows(second)]
    assert kind.places(roll.report, second, [beta.key])[beta.key].label == "Beta"
    clock.shift(60)
    roll.move("accept", by="officer", remarks="send")
    assert MemberLine.objects.accepted().filter(revision__report=roll.report).count() == 3
    assert MemberLine.objects.get(revision=first, uuid=beta.uuid).category == Category.SME


def test_a_reviewer_reads_who_joined_left_and_changed_and_the_others_in_one_line(roll: Roll) -> None:
    revision = roll.start()
    lines = MemberLine.objects.filter(revision=revision)
    lines.filter(name="Alpha").update(town="Lyon")
    lines.filter(name="Beta").update(left_on=date(2026, 3, 31))
    builders.make_member_line(revision=revision, organisation=builders.make_organisation(name="Delta"))
    rows = {(row.section, row.label): row for row in MembersKind().review_rows(revision)}
    assert list(rows) == [
        ("The list", "All members"),
        ("Joined", "Delta"),
        ("Left", "Beta"),
        ("Changed since last year", "Alpha"),
        ("Unchanged", "As on last year's list"),
    ]
    assert rows["Changed since last year", "Alpha"].value == "Town: Lyon"
    assert rows["Changed since last year", "Alpha"].year_before == "Town: Grenoble"
    assert rows["Unchanged", "As on last year's list"].value == "1 member"
    assert rows["The list", "All members"].year_before == "3 members"


@pytest.mark.parametrize(
    ("line", "organisation", "sentence"),
    [
        ({"category": Category.LARGE}, {"sirene_size": SireneSize.SME}, "Declared as “large enterprise”; Sirene says"),
        ({"joined_year": 2027}, {}, "Member since 2027, after the year of this list."),
        ({"joined_year": 2015}, {}, "Member since 2015; last year's list said 2020."),
        ({"joined_year": 1990, "rnsr": "199512345A"}, {}, "before the laboratory was created (1995)"),
        ({"name": "Gamma Holding"}, {}, "the register knows it as “Gamma”"),
        ({"category": Category.PUBLIC}, {}, "Its category was “small or medium-sized enterprise”"),
        ({}, {"sirene_is_active": False}, "Sirene says that this organisation has closed."),
    ],
)
def test_what_is_unusual_is_said_in_words(
    roll: Roll, line: dict[str, object], organisation: dict[str, object], sentence: str
) -> None:
    revision = roll.start()
    MemberLine.objects.filter(revision=revision, name="Gamma").update(**line)
    for name, value in organisation.items():
        setattr(roll.gamma, name, value)
    roll.gamma.save()
    flags = [flag for row in MembersKind().review_rows(revision) if "Gamma" in row.label for flag in row.flags]
    assert any(sentence in flag for flag in flags), flags


def test_an_institution_that_sirene_calls_a_company_is_not_flagged(roll: Roll) -> None:
    MemberLine.objects.filter(revision=roll.last_year, name="Gamma").update(category=Category.RESEARCH)
    revision = roll.start()
    roll.gamma.sirene_size = SireneSize.SME
    roll.gamma.save()
    assert MembersKind().flagged_keys(revision) == []


def test_a_preview_counts_members_and_names_none(roll: Roll) -> None:
    panels = MembersKind().preview(roll.start())
    assert [panel.key for panel in panels] == ["who", "place", "headcount", "joining", "governance"]
    assert panels[0].sentence == "3 small and medium-sized enterprises, 100% of the members."
    assert "Alpha" not in str(panels)


def test_the_registry_learns_what_an_accepted_list_declares(roll: Roll, clock: time_machine.Traveller) -> None:
    revision = roll.start()
    MemberLine.objects.filter(revision=revision, name="Beta").update(category=Category.LARGE, town="Voiron")
    roll.move("send")
    roll.beta.refresh_from_db()
    assert roll.beta.category == Category.SME
    clock.shift(60)
    roll.move("accept", by="officer")
    roll.beta.refresh_from_db()
    assert (roll.beta.category, roll.beta.town) == (Category.LARGE, "Voiron")


def fill(revision: Revision, count: int) -> None:
    for number in range(count):
        builders.make_member_line(revision=revision, joined_year=2020, category=Category.SME if number % 3 else "")


@pytest.mark.parametrize("what", ["sections", "missing", "review_rows", "content", "preview", "complete"])
def test_ten_times_the_members_take_no_more_queries(roll: Roll, what: str) -> None:
    def asked() -> int:
        revision = roll.revision
        kind = MembersKind()
        given = {"sections": (roll.report, revision), "complete": ([revision],)}.get(what, (revision,))
        with CaptureQueriesContext(connection) as queries:
            getattr(kind, what)(*given)
        return len(queries)

    fill(roll.start(), 10)
    few = asked()
    fill(roll.revision, 100)
    assert asked() == few
    assert few <= 8
