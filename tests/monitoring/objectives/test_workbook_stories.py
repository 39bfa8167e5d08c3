"""Stories and remarks in the quarterly workbook."""

from __future__ import annotations

import pytest
from django.utils import timezone

from monitoring.campaigns.models import Notice, Remark
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.stories.models import StoryVersion
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.monitoring.objectives.sheets import Filled, sentences

pytestmark = pytest.mark.django_db


def test_a_spare_row_tells_a_new_story_once(telling: Book, cast: Cast) -> None:
    filled = Filled(telling.report, cast.manager)
    row = filled.spare()
    row.update(title="  A test bench ", who_met="Three\ncompanies", main_domain="health", other_domains="Numérique")

    judged = filled.judge()[row["key"]]
    assert (judged.verdict, judged.label) == ("new", "A test bench")
    assert "what it changes" in sentences(judged)
    filled.apply()
    again = Filled(telling.report, cast.manager)
    again.rows["stories"] = [row]

    assert again.judge()[row["key"]].verdict == "unchanged"
    version = StoryVersion.objects.get()
    assert f"story:{version.story.uuid}" == row["key"]
    assert (version.title, version.who_met, version.main_domain) == (
        "A test bench",
        "Three\ncompanies",
        cast.other_domain,
    )
    assert [domain.code for domain in version.other_domains.all()] == ["digital"]


def test_spare_rows_left_empty_are_nothing(telling: Book, cast: Cast) -> None:
    filled = Filled(telling.report, cast.manager)
    filled.judge()
    assert not filled.upload.rows.filter(sheet="stories").exists()


def test_a_new_story_without_a_domain_is_of_the_clusters_own(telling: Book, cast: Cast) -> None:
    filled = Filled(telling.report, cast.manager)
    filled.spare().update(title="A test bench")
    filled.judge()
    filled.apply()
    assert StoryVersion.objects.get().main_domain == cast.domain
    assert {judged.verdict for judged in filled.judge().values()} == {"unchanged"}


def test_a_story_is_changed_cell_by_cell(telling: Book, cast: Cast) -> None:
    version = builders.make_story(revision=telling.revision, by=cast.manager, domain=cast.domain)
    person = builders.make_story_person(version=version)
    filled = Filled(telling.report, cast.manager)
    StoryVersion.objects.filter(pk=version.pk).update(partners="A school")
    key = f"story:{version.story.uuid}"
    filled.write(key, title="Another title", who_met=None)

    judged = filled.judge()[key]
    assert judged.verdict == "changed"
    assert judged.before["title"] == version.title
    filled.apply()

    version.refresh_from_db()
    assert (version.title, version.who_met, version.partners) == ("Another title", "", "A school")
    assert list(version.people.all()) == [person]


def test_stories_are_refused_in_the_browsers_words(telling: Book, cast: Cast) -> None:
    filled = Filled(telling.report, cast.manager)
    row = filled.spare()
    row.update(title="x" * 151, main_domain="Sorcery", other_domains="Health ; Sorcery")

    judged = filled.judge()[row["key"]]

    assert judged.verdict == "rejected"
    assert "This text has 151 characters, at most 150 are kept: take 1 away." in sentences(judged)
    assert {problem.field for problem in judged.problems} == {"title", "main_domain", "other_domains"}


def test_a_story_of_another_report_is_not_touched(telling: Book, cast: Cast) -> None:
    other = builders.make_draft(campaign=telling.campaign, cluster=cast.other_cluster, by=cast.other_manager, values={})
    version = builders.make_story(revision=other.revisions.get(), by=cast.other_manager)
    filled = Filled(telling.report, cast.manager)
    filled.spare().update(key=f"story:{version.story.uuid}", title="Mine now")

    assert filled.judge()[f"story:{version.story.uuid}"].verdict == "rejected"


def test_taking_back_removes_new_stories_and_restores_the_others(telling: Book, cast: Cast) -> None:
    version = builders.make_story(revision=telling.revision, by=cast.manager, domain=cast.domain, title="Before")
    filled = Filled(telling.report, cast.manager)
    filled.write(f"story:{version.story.uuid}", title="After")
    filled.spare().update(title="New")
    filled.judge()
    filled.apply()
    assert StoryVersion.objects.count() == 2

    assert filled.undo() == {}

    assert StoryVersion.objects.get().title == "Before"


def _returned(book: Book, cast: Cast, *keys: str) -> list[Remark]:
    now = timezone.now()
    return [builders.make_remark(report=book.report, by=cast.officer, key=key, sent_at=now) for key in keys]


def test_a_remark_goes_out_beside_its_value_and_comes_back_answered(book: Book, cast: Cast) -> None:
    remark = _returned(book, cast, "indicator:joint")[0]
    filled = Filled(book.report, cast.manager)
    assert filled.line("indicator:joint")["remark"] == remark.body
    filled.write("indicator:joint", answer="By hand.")

    assert filled.judge()["indicator:joint"].verdict == "changed"
    filled.apply()

    remark.refresh_from_db()
    assert [reply.body for reply in remark.replies.all()] == ["By hand."]
    assert remark.settled_by == cast.manager
    assert Notice.objects.filter(name="answered", person=cast.officer).exists()


def test_the_same_answer_is_given_once(book: Book, cast: Cast) -> None:
    remark = _returned(book, cast, "indicator:joint")[0]
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", answer="By hand.")
    filled.judge()
    filled.apply()

    again = filled.judge()["indicator:joint"]

    assert again.verdict == "unchanged"
    assert remark.replies.count() == 1


def test_remarks_on_the_whole_report_have_a_sheet_of_their_own(book: Book, cast: Cast) -> None:
    remark = _returned(book, cast, "")[0]
    filled = Filled(book.report, cast.manager)
    filled.write("report", answer="Thank you.")
    filled.judge()
    filled.apply()
    assert remark.replies.get().body == "Thank you."


def test_a_remark_not_sent_never_leaves_in_a_file(book: Book, cast: Cast) -> None:
    builders.make_remark(report=book.report, by=cast.officer, key="indicator:joint", body="Private thoughts")
    assert "Private thoughts" not in str(Filled(book.report, cast.manager).rows)


def test_an_answer_where_nothing_was_asked_is_refused(filled: Filled) -> None:
    filled.write("indicator:joint", answer="By hand.")
    judged = filled.judge()["indicator:joint"]
    assert judged.verdict == "rejected"
    assert "no remark here to answer" in sentences(judged)


def test_an_answer_to_a_remark_settled_meanwhile_is_said_to_be_needless(book: Book, cast: Cast) -> None:
    remark = _returned(book, cast, "indicator:joint")[0]
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", answer="By hand.")
    Remark.objects.filter(pk=remark.pk).update(settled_at=timezone.now(), settled_by=cast.officer)
    judged = filled.judge()["indicator:joint"]
    assert judged.verdict == "unchanged"
    assert "needs no answer" in sentences(judged)


def test_taking_back_leaves_the_answer_and_opens_the_remark_again(book: Book, cast: Cast) -> None:
    remark = _returned(book, cast, "indicator:joint")[0]
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=3, answer="By hand.")
    filled.judge()
    filled.apply()

    kept = filled.undo()

    remark.refresh_from_db()
    assert list(kept) == [f"reply:{remark.replies.get().pk}"]
    assert remark.settled_at is None
    assert book.number(book.joint) is None


def test_a_whole_quarter_by_file_can_be_sent(book: Book, cast: Cast) -> None:
    filled = Filled(book.report, cast.manager)
    for row in filled.rows["values"]:
        row["value"] = "Nothing more." if row["key"] == "indicator:note" else 3
    filled.judge()
    filled.apply()
    perform(book.report, cast.manager, "send")
    book.report.refresh_from_db()
    assert book.report.state == State.SUBMITTED
