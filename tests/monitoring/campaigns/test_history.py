"""What was first filed, what changed, who did what and why."""

from __future__ import annotations

import pytest

from monitoring.campaigns.models import Notice, Report
from tests import builders
from tests.monitoring.campaigns.desk import Desk, opened
from tests.monitoring.campaigns.pages import open_page, text_of


def history(desk: Desk, report: Report, role: str = "manager", **query: str) -> str:
    return text_of(open_page(desk.cast.people[role], "report-history", report.uuid, **query))


@pytest.fixture
def corrected(desk: Desk) -> Report:
    """Sent with 7, returned, sent with 9, accepted, reopened and now holding 11."""
    report = desk.sent(actions=7)
    report = desk.move(report, desk.cast.officer, "return", reason="Is the fair counted?")
    desk.kind.values[opened(report).pk]["actions"] = 9
    report = desk.move(report, desk.cast.manager, "send")
    report = desk.move(report, desk.cast.other_officer, "accept")
    report = desk.move(report, desk.cast.officer, "reopen", reason="A second fair came to light.")
    desk.kind.values[opened(report).pk]["actions"] = 11
    return report


def test_every_version_is_listed_with_what_became_of_it(desk: Desk, corrected: Report) -> None:
    words = history(desk, corrected)
    assert "Version 3 opened by Officer Exemple" in words
    assert "Version 2 sent by Manager Exemple" in words
    assert "Accepted: its figures count" in words
    assert "Version 1 sent by Manager Exemple" in words


def test_the_first_and_the_present_version_are_compared_unless_others_are_chosen(desk: Desk, corrected: Report) -> None:
    assert "1 value differs between version 1 and version 3" in history(desk, corrected)
    words = history(desk, corrected, before="1", after="2")
    assert "1 value differs between version 1 and version 2" in words
    assert "Number of actions 7 9" in words


def test_two_like_versions_differ_in_nothing(desk: Desk) -> None:
    report = desk.move(desk.sent(), desk.cast.officer, "return", reason="Look again.")
    assert "Nothing differs between version 1 and version 2." in history(desk, report)


@pytest.mark.parametrize("query", [{"before": "2", "after": "2"}, {"before": "99", "after": "x"}, {"before": ""}])
def test_a_comparison_that_makes_no_sense_is_refused_in_words(
    desk: Desk, corrected: Report, query: dict[str, str]
) -> None:
    words = history(desk, corrected, **query)
    assert "differs between" not in words
    assert "Versions" in words


def test_the_log_says_who_did_what_and_why(desk: Desk, corrected: Report) -> None:
    words = history(desk, corrected).split("Who did what")[1]
    assert words.index("Reopened") < words.index("Accepted: Version 2") < words.index("Returned for correction")
    assert "Is the fair counted?" in words
    assert "A second fair came to light." in words
    assert "Other Officer Exemple" in words


def test_what_was_undone_stays_in_the_log_and_says_so(desk: Desk) -> None:
    report = desk.move(desk.sent(), desk.cast.officer, "return", reason="By mistake.")
    report = desk.move(report, desk.cast.officer, "cancel-return")
    words = history(desk, report)
    assert "Returned for correction (undone)" in words
    assert "Return cancelled" in words
    assert "Put aside" in words


def test_what_the_region_did_in_the_clusters_name_is_marked(desk: Desk) -> None:
    words = history(desk, desk.sent(by=desk.cast.officer))
    assert "Sent to the Region: Version 1, by the Region in the cluster’s name" in words


def test_messages_that_did_not_leave_are_shown_to_the_region_alone(desk: Desk) -> None:
    report = desk.sent()
    Notice.objects.filter(name="sent", person=desk.cast.manager).update(attempts=1, trouble="away")
    assert "E-mails that did not leave yet" in history(desk, report, "officer")
    assert "To Manager Exemple: tried again on" in history(desk, report, "officer")
    assert "E-mails that did not leave yet" not in history(desk, report)


def test_a_report_without_history_says_so(desk: Desk) -> None:
    report = builders.make_report(campaign=desk.campaign, cluster=desk.cast.cluster)
    words = history(desk, report)
    assert "Nothing has been filled in yet." in words
    assert "Nothing has happened yet." in words
