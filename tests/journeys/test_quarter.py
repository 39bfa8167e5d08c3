"""The main job, end to end, through the pages of each role and without a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import time_machine

from monitoring.campaigns.models import Campaign, Report
from monitoring.campaigns.transitions import perform
from monitoring.objectives.framework import install_framework
from monitoring.objectives.models import Asked, Indicator
from tests import builders
from tests.cast import Cast
from tests.journeys.quarter import (
    COMPLETE,
    Running,
    deliver,
    everything_read,
    fill,
    joint_actions,
    name_of_field,
    send,
    to,
)
from tests.visitor import Visitor, text_of

Visit = Callable[..., Visitor]
JOINT = name_of_field("joint-actions")


@dataclass
class Story:
    """Those who take part, each at their own browser, and the calendar."""

    cast: Cast
    clock: time_machine.Traveller
    officer: Visitor
    manager: Visitor
    elected: Visitor
    # What the elected page says while nothing is accepted.
    nothing_yet: str = field(default="", init=False)

    @property
    def report(self) -> Report:
        return Report.objects.get(cluster=self.cast.cluster)

    def next_day(self) -> None:
        """Sessions end overnight: everybody signs in again."""
        self.clock.shift(timedelta(days=1))
        for visitor, person in (
            (self.officer, self.cast.officer),
            (self.manager, self.cast.manager),
            (self.elected, self.cast.elected),
        ):
            visitor.sign_in(person)


def test_a_quarter_from_the_campaign_to_the_elected_page(
    cast: Cast, visit: Visit, clock: time_machine.Traveller
) -> None:
    install_framework(cast.region)
    story = Story(cast, clock, visit(cast.officer), visit(cast.manager), visit(cast.elected))
    for chapter in (
        the_officer_opens_a_campaign,
        the_manager_is_told_what_is_missing,
        the_manager_sends,
        the_officer_remarks_and_returns,
        the_manager_corrects_and_answers,
        the_officer_accepts_and_takes_it_back,
        accepted_figures_stay_while_the_report_is_reopened,
    ):
        chapter(story)
        story.next_day()


def the_officer_opens_a_campaign(story: Story) -> None:
    officer, cast = story.officer, story.cast
    officer.open("campaign-list").follow("Prepare a campaign")
    assert officer.value_of("period") == "2026-Q3"
    officer.press("Save the campaign").follow("Open the campaign")
    assert officer.says("Lyonbiopôle, Minalogic")
    assert not officer.says("Foreign")
    assert deliver() == []
    officer.press("Open the campaign now")
    told = [message.to for message in deliver()]
    assert sorted(told) == [[cast.delegate.email], [cast.manager.email], [cast.other_manager.email]]
    story.nothing_yet = everything_read(story.elected)


def the_manager_is_told_what_is_missing(story: Story) -> None:
    manager = story.manager.open("home").follow("Begin")
    manager.press("Start").follow("Run the network")
    manager.press("Next section", {JOINT: "4"})
    manager.open("report-check", story.report.uuid).press("Send to the Region", status=422)
    assert manager.title.startswith("Error:")
    assert manager.says("The report was not sent")
    assert manager.says("“Prospecting actions” has no value yet")
    assert not manager.says("“Joint projects or actions of companies and research organisations” has no value yet")
    assert story.report.state == "draft"


def the_manager_sends(story: Story) -> None:
    manager, cast = story.manager, story.cast
    fill(manager, story.report, COMPLETE)
    assert not manager.says("left before the report can be sent")
    manager.press("Send to the Region")
    assert manager.says("Receipt MINALOGIC-2026-Q3-1")
    left = deliver()
    (receipt,) = to(left, cast.manager.email)
    assert "MINALOGIC-2026-Q3-1" in receipt.body
    assert len(to(left, cast.officer.email)) == 1
    assert everything_read(story.elected) == story.nothing_yet


def the_officer_remarks_and_returns(story: Story) -> None:
    """Nobody of the cluster reads the remarks before the report is returned; then one message holds both."""
    officer, report = story.officer.open("review-queue").follow("Minalogic"), story.report
    remark(officer, report, "Remark – Joint projects", "Was the visit in June counted?")
    remark(officer, report, "Remark – Prospecting actions", "Eleven companies, or eleven meetings?")
    assert deliver() == []
    for page in ("report-detail", "report-check", "report-history"):
        assert "visit in June" not in story.manager.open(page, report.uuid).words
    officer.open("review-report", report.uuid).follow("Return for correction")
    officer.press("Return")
    left = deliver()
    assert sorted(message.to[0] for message in left) == [story.cast.delegate.email, story.cast.manager.email]
    for message in left:
        assert "Was the visit in June counted?" in message.body
        assert "Eleven companies, or eleven meetings?" in message.body
    assert everything_read(story.elected) == story.nothing_yet


def the_manager_corrects_and_answers(story: Story) -> None:
    manager = story.manager.open("report-detail", story.report.uuid)
    assert manager.says("The Region asks for corrections")
    manager.press("Answer", {field_of_answer(manager): "It was: taken out."})
    (told,) = deliver()
    assert told.to == [story.cast.officer.email]
    assert "It was: taken out." in told.body
    manager.follow("Joint projects or actions").press("Next section", {JOINT: "6"})
    manager.open("report-history", story.report.uuid)
    assert manager.says("4 joint projects or actions")
    assert manager.says("6 joint projects or actions")
    manager.open("report-check", story.report.uuid).press("Send to the Region")
    assert manager.says("Receipt MINALOGIC-2026-Q3-2")
    deliver()
    assert everything_read(story.elected) == story.nothing_yet


def the_officer_accepts_and_takes_it_back(story: Story) -> None:
    """Figures count from the acceptance on; undone in time, they are gone and the cluster never heard of it."""
    officer = story.officer.open("review-report", story.report.uuid)
    assert [text_of(gone) for gone in officer.main.find_all("del")] == ["4 joint projects or actions"]
    assert officer.says("It was: taken out.")
    officer.press("Accept and go to the next")
    assert joint_actions(story.elected) == "6"
    story.clock.shift(timedelta(minutes=4))
    officer.open("review-report", story.report.uuid).press("Undo the acceptance")
    assert everything_read(story.elected) == story.nothing_yet
    story.clock.shift(timedelta(minutes=20))
    assert deliver() == []


def accepted_figures_stay_while_the_report_is_reopened(story: Story) -> None:
    officer, manager, elected, report = story.officer, story.manager, story.elected, story.report
    officer.open("review-report", report.uuid).press("Accept and go to the next")
    accepted = everything_read(elected)
    story.clock.shift(timedelta(minutes=11))
    assert {message.to[0] for message in deliver()} == {story.cast.manager.email, story.cast.delegate.email}
    officer.open("review-report", report.uuid).follow("Reopen")
    officer.press("Reopen", status=422)
    officer.press("Reopen", {"reason": "The workshop of July was left out."})
    manager.open("report-detail", report.uuid)
    assert manager.says("The workshop of July was left out.")
    manager.open("report-section", report.uuid, "network").press("Next section", {JOINT: "7"})
    manager.open("report-check", report.uuid).press("Send to the Region")
    assert everything_read(elected) == accepted
    story.next_day()
    officer.open("review-report", report.uuid).press("Accept and go to the next")
    assert joint_actions(elected) == "7"


def remark(officer: Visitor, report: Report, link: str, words: str) -> None:
    officer.open("review-report", report.uuid, query="?show=all").follow(link)
    officer.press("Keep this remark", {"body": words})
    assert officer.says(words)


def field_of_answer(manager: Visitor) -> str:
    """The field under the first remark."""
    return next(name for form in manager.forms() for name in form.fields if name and name.endswith("-body"))


def test_the_region_gains_exactly_what_was_accepted(cast: Cast, visit: Visit, running: Running) -> None:
    elected = visit(cast.elected)
    assert joint_actions(elected) == "5"
    send(visit(cast.manager), running.report, COMPLETE | {"joint-actions": "1 234"})
    assert joint_actions(elected) == "5"
    visit(cast.officer).open("review-report", running.report.uuid).press("Accept and go to the next")
    assert joint_actions(elected) == "1,239"
    assert joint_actions(elected, row="Q2 2026") == "No value"


def test_a_delegate_fills_in_and_the_manager_sends(cast: Cast, visit: Visit, running: Running) -> None:
    delegate, report = visit(cast.delegate), running.report
    delegate.open("report-detail", report.uuid).press("Start")
    fill(delegate, report)
    assert not delegate.has_button("Send to the Region")
    assert delegate.says("As a delegate you fill in; a manager sends. Here that is: Manager Exemple.")
    report.refresh_from_db()
    press = {"version": report.version, "key": "6a2f41a3-c54c-fce8-32d2-0324e1c32e22"}
    refused = delegate.post("report-move", report.uuid, "send", data=press, status=403)
    assert "Your role does not allow this." in text_of(refused.html)
    delegate.open("report-check", report.uuid).press("Tell the manager it is ready")
    (told,) = deliver()
    assert told.to == [cast.manager.email]
    visit(cast.manager).open("report-check", report.uuid).press("Send to the Region")
    report.refresh_from_db()
    assert report.state == "submitted"


def test_an_officer_fills_in_the_clusters_name_and_another_accepts(cast: Cast, visit: Visit, running: Running) -> None:
    officer, report = visit(cast.officer), running.report
    officer.open("review-report", report.uuid).press("Fill it in in the cluster’s name")
    assert officer.says("in the name of Minalogic")
    fill(officer, report)
    officer.press("Send to the Region")
    to_manager = to(deliver(), cast.manager.email)
    assert any("Officer Exemple" in message.body for message in to_manager)
    assert visit(cast.manager).open("report-history", report.uuid).says("in the cluster’s name")

    officer.open("review-report", report.uuid)
    assert not officer.has_button("Accept and go to the next")
    assert officer.says("You sent this report yourself: another officer accepts it.")
    report.refresh_from_db()
    press = {"version": report.version, "key": "6a2f41a3-c54c-fce8-32d2-0324e1c32e22"}
    refused = officer.post("report-move", report.uuid, "accept", data=press, status=422)
    assert "another officer accepts it" in text_of(refused.html)
    assert joint_actions(visit(cast.elected)) == "5"

    visit(cast.other_officer).open("review-report", report.uuid).press("Accept and go to the next")
    assert joint_actions(visit(cast.elected)) == "9"


def test_a_later_date_lets_one_cluster_send_after_the_closing(
    cast: Cast, visit: Visit, running: Running, clock: time_machine.Traveller
) -> None:
    late, report = visit(cast.manager), running.report
    other = builders.make_report(
        campaign=running.campaign,
        cluster=builders.make_cluster(region=cast.region, domain=cast.domain, name="Tenerrdis", code="tenerrdis"),
    )
    other_manager = builders.make_person(role="manager", cluster=other.cluster)
    perform(report, cast.manager, "start")
    perform(other, other_manager, "start")
    fill(late, report)
    clock.shift(timedelta(days=25))
    late.sign_in(cast.manager)
    late.open("report-detail", report.uuid)
    assert late.says("The campaign is closed")
    assert not late.has_link("Check and send")

    officer = visit(cast.officer).open("review-report", report.uuid).follow("Grant a later date")
    officer.press("Grant", {"until": date(2026, 11, 3).isoformat(), "reason": "Their director changed in October."})
    assert any("3 November 2026" in message.body for message in to(deliver(), cast.manager.email))

    late.open("report-detail", report.uuid)
    assert late.says("A later date was granted: Tuesday 3 November 2026")
    late.follow("Check and send").press("Send to the Region")
    assert late.says("Receipt MINALOGIC-2026-Q3-1")
    assert visit(other_manager).open("report-detail", other.uuid).says("The campaign is closed")


@pytest.mark.parametrize("is_started", [True, False])
def test_an_indicator_added_to_a_running_campaign_reaches_the_reports_not_sent(
    cast: Cast, visit: Visit, running: Running, clock: time_machine.Traveller, is_started: bool
) -> None:
    clock.shift(timedelta(hours=1))
    manager, report = visit(cast.manager), running.report
    if is_started:
        manager.open("report-detail", report.uuid).press("Start")
        fill(manager, report)
        assert not manager.says("left before the report can be sent")
    topic = Indicator.objects.get(code="members-gained").topic
    added = builders.make_indicator(topic=topic, code="mentored", label_en="Start-ups mentored")
    Asked.objects.create(campaign=running.campaign, indicator=added)
    if not is_started:
        manager.open("report-detail", report.uuid).press("Start")
        fill(manager, report)
    manager.press("Send to the Region", status=422)
    assert manager.says("“Start-ups mentored” has no value yet")
    manager.follow("“Start-ups mentored” has no value yet").press("Next section", {name_of_field("mentored"): "8"})
    manager.open("report-check", report.uuid).press("Send to the Region")
    assert manager.says("Receipt MINALOGIC-2026-Q3-1")
    # What was sent before is left as it was, and says so.
    accepted = visit(cast.other_manager).open("report-check", running.other_report.uuid)
    assert accepted.says("Not asked")


def test_a_date_that_moves_reaches_the_reports_already_started(cast: Cast, visit: Visit, running: Running) -> None:
    manager, officer = visit(cast.manager), visit(cast.officer)
    manager.open("report-detail", running.report.uuid).press("Start")
    assert manager.says("To send by Thursday 15 October 2026")
    officer.open("campaign-edit", running.campaign.pk)
    officer.press("Save", {"due_on": "2026-10-20", "closes_on": "2026-10-30"})
    assert Campaign.objects.get(pk=running.campaign.pk).due_on == date(2026, 10, 20)
    assert manager.open("report-detail", running.report.uuid).says("To send by Tuesday 20 October 2026")
    told = deliver()
    assert {message.to[0] for message in told} == {cast.manager.email, cast.delegate.email}
