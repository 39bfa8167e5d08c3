"""The quarterly workbook: what it shows, what its cells mean when they come back, and what is written of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from clusterix.lib.periods import Year
from clusterix.lib.workbooks.sheets import FieldType
from monitoring.campaigns.models import Notice, Remark, Report, Revision
from monitoring.campaigns.states import State
from monitoring.campaigns.transitions import perform
from monitoring.objectives.kind import ObjectivesKind
from monitoring.objectives.models import Answer, Framework, Indicator
from monitoring.objectives.queries import filing_of
from monitoring.objectives.saving import write
from monitoring.objectives.values import Content, Typed, ValueRefused, read
from monitoring.objectives.workbook import book_of
from monitoring.stories.models import StoryVersion
from monitoring.uploads.importers import Judged, Refusal
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.monitoring.objectives.sheets import Filled, labels, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(book: Book, cast: Cast) -> Filled:
    return Filled(book.report, cast.manager)


@pytest.fixture
def telling(book: Book) -> Book:
    """A report that asks for stories."""
    book.topic.asks_for_stories = True
    book.topic.save()
    return book


def sentences(judged: Judged) -> str:
    return " ".join(problem.message for problem in judged.problems)


def save(book: Book, key: str, content: Content, cast: Cast) -> None:
    """As the browser does."""
    question = filing_of(book.report, book.revision).question(key)
    assert question
    write(book.revision, question, content, version=question.version, person=cast.manager)


# --- What it shows


def test_a_row_shows_what_the_value_is_read_beside(book: Book, cast: Cast) -> None:
    builders.make_target(
        cluster=cast.cluster, region=cast.region, indicator=book.joint, year=2026, value=40, by=cast.officer
    )
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)

    row = Filled(book.report, cast.manager).line("indicator:joint")

    assert row["label"] == "Joint actions"
    assert row["counting"] == book.joint.how_to_count_en
    assert (row["previous"], row["so_far"], row["target"]) == (Decimal(5), Decimal(9), Decimal(40))
    assert row["year_before"] is None
    assert row["value"] == Decimal(4)


def test_an_indicator_by_domain_has_a_row_for_each_domain(filled: Filled) -> None:
    assert filled.line("indicator:roadmap:digital")["domain"] == "Digital"
    assert filled.line("indicator:roadmap:health")["domain"] == "Health"


def test_only_what_is_filled_in_can_be_changed(filled: Filled) -> None:
    unlocked = {field.key for field in sheet_of(filled, "values").fields if not field.is_locked}
    assert unlocked == {"value", "status", "reason", "answer", "key", "was"}


def test_a_cell_takes_what_its_indicator_takes(book: Book, cast: Cast) -> None:
    topic = book.topic
    share = builders.make_indicator(topic=topic, code="share", value_type="share")
    yes_no = builders.make_indicator(topic=topic, code="yes", value_type="yes_no")
    for indicator in (share, yes_no):
        book.campaign.asked.create(indicator=indicator)
    filled = Filled(book.report, cast.manager)
    in_row = sheet_of(filled, "values").field("value").in_row
    assert in_row
    cells = {row["key"]: in_row(row) for row in filled.rows["values"]}

    assert cells["indicator:joint"].type == FieldType.WHOLE
    assert cells["indicator:joint"].least == 0
    assert (cells["indicator:share"].type, cells["indicator:share"].most) == (FieldType.SHARE, 100)
    assert labels(cells["indicator:yes"].choices) == ["Yes", "No"]
    assert cells["indicator:note"].type == FieldType.LONG_TEXT
    assert book.joint.definition_en in str(cells["indicator:joint"].help)


def test_what_is_worth_a_look_is_said_in_the_browsers_words(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=15, by=cast.manager)
    assert Filled(book.report, cast.manager).line("indicator:joint")["look"] == "15 is 3 times the Q2 value of 5."


def test_the_passport_names_kind_cluster_and_period(book: Book) -> None:
    passport = book_of(book.report, book.revision).passport
    assert passport
    assert (passport.kind, passport.cluster, passport.period) == ("objectives", "minalogic", "2026-Q3")


def test_nobodys_data_leaves_with_the_stories(telling: Book, cast: Cast) -> None:
    version = builders.make_story(revision=telling.revision, by=cast.manager, domain=cast.domain)
    builders.make_story_person(version=version, name="Claude Exemple", quote="We met by chance.")

    written = str(Filled(telling.report, cast.manager).rows)

    assert version.title in written
    assert "Claude Exemple" not in written
    assert "by chance" not in written


def test_the_workbook_costs_a_fixed_number_of_queries(
    telling: Book, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        indicator = builders.make_indicator(topic=telling.topic, code=f"more-{number}")
        telling.campaign.asked.create(indicator=indicator)
        builders.make_answer(revision=telling.revision, indicator=indicator, value=number, by=cast.manager)
        builders.make_story(revision=telling.revision, by=cast.manager, domain=cast.domain)
    with django_assert_max_num_queries(26):  # type: ignore[operator]
        filled = Filled(telling.report, cast.manager)
        filled.rows.clear()


# --- Values that come back


def test_nothing_touched_is_nothing_changed(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)

    assert {judged.verdict for judged in filled.judge().values()} == {"unchanged"}
    assert filled.apply() == {}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (14, "14"),
        (14.0, "14"),
        ("14", "14"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("1\u00a0234", "1234"),
        ("1.234.567", "1234567"),
        (0, "0"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_in_each_way_of_writing_it(filled: Filled, book: Book, cell: object, number: str) -> None:
    filled.write("indicator:joint", value=cell)

    assert filled.judge()["indicator:joint"].verdict == "new"
    filled.apply()

    assert book.number(book.joint) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3,2", "3.2"), ("3.2", "3.2"), (3.2, "3.2"), (0.1 + 0.2, "0.3"), (1.2, "1.2"), (1.234, "1.234")],
)
def test_a_decimal_keeps_what_was_written(book: Book, cast: Cast, cell: object, number: str) -> None:
    Indicator.objects.filter(pk=book.joint.pk).update(value_type="decimal")
    for language in ("fr", "en"):
        with override(language):
            filled = Filled(book.report, cast.manager)
            filled.write("indicator:joint", value=cell)
            filled.judge()
            filled.apply()
        assert book.number(book.joint) == Decimal(number)
        Answer.objects.all().delete()


@pytest.mark.parametrize("typed", ["1.200", "twelve", "3,2", "-1", "n.d.", "12 €"])
def test_a_number_is_refused_in_the_browsers_words(filled: Filled, book: Book, typed: str) -> None:
    filled.write("indicator:joint", value=typed)

    judged = filled.judge()["indicator:joint"]

    with pytest.raises(ValueRefused) as refused:
        read(book.joint, Typed(typed))
    assert judged.verdict == "rejected"
    assert [(problem.field, problem.message) for problem in judged.problems] == [("value", str(refused.value))]


def test_an_ambiguous_number_has_a_code_of_its_own(filled: Filled) -> None:
    filled.write("indicator:joint", value="1.200")
    assert filled.judge()["indicator:joint"].problems[0].code == "ambiguous_number"


def test_everything_wrong_with_a_row_is_said_at_once(filled: Filled) -> None:
    filled.write("indicator:joint", value="twelve", status="Perhaps", reason="x" * 301, answer="Hello")
    fields = {problem.field for problem in filled.judge()["indicator:joint"].problems}
    assert fields == {"status", "reason", "answer"}

    filled.write("indicator:events", value="twelve", reason="x" * 301)
    fields = {problem.field for problem in filled.judge()["indicator:events"].problems}
    assert fields == {"value", "reason"}


def test_an_error_cell_is_refused_and_never_made_blank(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value="#REF!")

    assert filled.judge()["indicator:joint"].verdict == "rejected"
    filled.apply()
    assert book.number(book.joint) == 4


def test_empty_zero_not_available_and_not_applicable_are_four_answers(book: Book, cast: Cast) -> None:
    for indicator in (book.joint, book.events, book.abroad):
        builders.make_answer(revision=book.revision, indicator=indicator, value=1, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=None)
    filled.write("indicator:events", value=0)
    filled.write("indicator:abroad", value=None, status="not_available")
    filled.write("indicator:roadmap:digital", status="not_applicable")

    judged = filled.judge()
    assert (judged["indicator:joint"].before["value"], judged["indicator:joint"].values["value"]) == ("1", "")
    filled.apply()

    statuses = {key: answer.status for key, answer in book.answers.items()}
    assert statuses == {
        "indicator:joint": "empty",
        "indicator:events": "value",
        "indicator:abroad": "not_available",
        "indicator:roadmap:digital": "not_applicable",
    }
    assert book.number(book.events) == 0


def test_a_value_and_a_reason_why_there_is_none_exclude_each_other(filled: Filled) -> None:
    filled.write("indicator:joint", value=3, status="not_available")
    judged = filled.judge()["indicator:joint"]
    assert judged.verdict == "rejected"
    assert "keep one of them" in sentences(judged)


@pytest.mark.parametrize("cell", ["Yes", "yes", "Oui", "OUI", True])
def test_a_yes_is_understood_in_both_languages(book: Book, cast: Cast, cell: object) -> None:
    Indicator.objects.filter(pk=book.joint.pk).update(value_type="yes_no")
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=cell)
    filled.judge()
    filled.apply()
    answer = book.answer(book.joint)
    assert answer
    assert answer.text == "yes"


def test_an_answer_to_choose_goes_out_and_comes_back_in_words(book: Book, cast: Cast) -> None:
    choices = [{"code": "few", "en": "A few", "fr": "Quelques-uns"}, {"code": "many", "en": "Many", "fr": "Beaucoup"}]
    Indicator.objects.filter(pk=book.joint.pk).update(value_type="choice", choices=choices)
    builders.make_answer(revision=book.revision, indicator=book.joint, value="few", by=cast.manager)
    filled = Filled(book.report, cast.manager)
    assert filled.line("indicator:joint")["value"] == "A few"

    filled.write("indicator:joint", value="Beaucoup")
    filled.judge()
    filled.apply()

    answer = book.answer(book.joint)
    assert answer
    assert answer.text == "many"


def test_a_text_that_looks_like_a_formula_stays_a_text(filled: Filled, book: Book) -> None:
    filled.write("indicator:note", value="=1+1")
    filled.judge()
    filled.apply()
    answer = book.answer(book.note)
    assert answer
    assert answer.text == "=1+1"


def test_rows_taken_out_keep_their_value(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.take_out("indicator:joint")

    assert filled.judge()["indicator:joint"].verdict == "absent"
    filled.apply()
    assert book.number(book.joint) == 4


def test_a_column_taken_out_keeps_what_it_held(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager, explanation="Four")
    filled = Filled(book.report, cast.manager)
    sheet = sheet_of(filled, "values")
    kept = tuple(field for field in sheet.fields if field.key not in {"value", "reason", "was"})
    object.__setattr__(sheet, "fields", kept)

    assert filled.judge()["indicator:joint"].verdict == "unchanged"


def test_two_rows_about_one_value_are_refused(filled: Filled) -> None:
    filled.rows["values"].append(dict(filled.line("indicator:joint"), value=7))
    filled.judge()
    assert (
        filled.upload.rows.filter(verdict="rejected", key="").count()
        + filled.upload.rows.filter(verdict="rejected", key="indicator:joint").count()
        == 1
    )


def test_a_row_that_names_no_line_is_refused_and_an_empty_one_is_nothing(filled: Filled) -> None:
    filled.rows["values"] += [{"key": "indicator:elsewhere", "value": 7}, {"key": "", "label": "Total"}]
    filled.judge()
    assert [row.key for row in filled.upload.rows.filter(verdict="rejected")] == ["indicator:elsewhere"]


def test_the_soft_notes_speak_of_what_the_file_says(filled: Filled) -> None:
    filled.write("indicator:joint", value=15)
    filled.write("indicator:events", value=3)
    filled.write("indicator:abroad", value=9)

    judged = filled.judge()

    assert sentences(judged["indicator:joint"]) == "15 is 3 times the Q2 value of 5."
    assert "is more than “Events” (3)" in sentences(judged["indicator:abroad"])
    assert judged["indicator:joint"].verdict == "new"


def test_an_explanation_clears_the_note(filled: Filled) -> None:
    filled.write("indicator:joint", value=15, reason="The fair")
    assert sentences(filled.judge()["indicator:joint"]) == ""


# --- Somebody saved something meanwhile


def test_a_cell_nobody_touched_never_writes_over_what_the_browser_saved(book: Book, cast: Cast) -> None:
    filled = Filled(book.report, cast.manager)
    save(book, "indicator:joint", Content("value", Decimal(8)), cast)

    judged = filled.judge()["indicator:joint"]

    assert judged.verdict == "unchanged"
    assert "kept: 8" in sentences(judged)
    filled.apply()
    assert book.number(book.joint) == 8


def test_what_two_people_changed_is_shown_with_both_values(book: Book, cast: Cast) -> None:
    filled = Filled(book.report, cast.manager)
    save(book, "indicator:joint", Content("value", Decimal(8)), cast)
    filled.write("indicator:joint", value=6)

    judged = filled.judge()["indicator:joint"]

    assert (judged.verdict, judged.before["value"], judged.values["value"]) == ("changed", "8", "6")
    assert "Saved in the browser since the file was made: 8" in sentences(judged)


def test_writing_is_refused_when_what_was_shown_has_moved(filled: Filled, book: Book, cast: Cast) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    save(book, "indicator:joint", Content("value", Decimal(8)), cast)

    with pytest.raises(Refusal) as refusal:
        filled.apply()

    assert refusal.value.code == "moved"
    assert book.number(book.joint) == 8


def test_a_report_sent_meanwhile_takes_nothing(filled: Filled, book: Book) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    Revision.objects.filter(report=book.report).update(sealed_at=timezone.now(), sealed_by=book.revision.opened_by)
    Report.objects.filter(pk=book.report.pk).update(state=State.SUBMITTED)

    with pytest.raises(Refusal) as refusal:
        filled.apply()
    assert refusal.value.code == "report_not_open"


def test_who_may_not_fill_the_report_writes_nothing(filled: Filled, cast: Cast) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    with pytest.raises(Refusal) as refusal:
        filled.apply(cast.other_manager)
    assert refusal.value.code == "forbidden"


def test_the_first_file_starts_a_report(book: Book, cast: Cast) -> None:
    report = builders.make_report(campaign=book.campaign, cluster=cast.other_cluster)
    filled = Filled(report, cast.other_manager)
    filled.write("indicator:joint", value=6)
    filled.judge()
    filled.apply()

    report.refresh_from_db()
    revision = report.open_revision()
    assert report.state == State.DRAFT
    assert revision
    assert (revision.origin, revision.answers.get().number) == ("workbook", Decimal(6))


def test_what_the_region_fills_in_is_logged_and_told(filled: Filled, book: Book, cast: Cast) -> None:
    filled.write("indicator:joint", value=6)
    filled.judge()
    filled.apply(cast.officer)
    event = book.report.events.get(transition="fill")
    assert event.is_in_name_of_cluster
    assert Notice.objects.filter(person=cast.manager, report=book.report).exists()


def test_the_reviewer_reads_what_the_file_said(filled: Filled, book: Book) -> None:
    filled.write("indicator:joint", value=15, reason="The fair")
    filled.write("indicator:events", status="not_available")
    filled.judge()
    filled.apply()
    rows = {row.key: row for row in ObjectivesKind().review_rows(book.revision)}
    assert rows["indicator:joint"].value.startswith("15")
    assert rows["indicator:joint"].explanation == "The fair"
    assert rows["indicator:events"].value == "Not available"


def test_a_yearly_report_goes_the_same_way(book: Book, cast: Cast) -> None:
    framework = Framework.objects.create(
        region=cast.region, code="strategic", name_en="S", name_fr="S", frequency="year", starts_on="2019-01-01"
    )
    topic = builders.make_topic(region=cast.region)
    topic.framework = framework
    topic.save()
    jobs = builders.make_indicator(topic=topic, code="jobs")
    campaign = builders.make_campaign(region=cast.region, period=Year(2026), indicators=[jobs])
    report = builders.make_report(campaign=campaign, cluster=cast.cluster)
    filled = Filled(report, cast.manager)
    assert str(sheet_of(filled, "values").field("previous").label) == "Previous year"

    filled.write("indicator:jobs", value=6)
    filled.judge()
    filled.apply()

    revision = report.open_revision()
    assert revision
    assert revision.answers.get().number == 6


# --- Taking back


def test_taking_back_restores_values_and_keeps_what_was_edited_since(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    filled = Filled(book.report, cast.manager)
    filled.write("indicator:joint", value=6)
    filled.write("indicator:events", value=7)
    filled.write("indicator:note", value="A text")
    filled.judge()
    assert set(filled.apply()) == {"indicator:joint", "indicator:events", "indicator:note"}
    save(book, "indicator:events", Content("value", Decimal(9)), cast)

    kept = filled.undo()

    assert kept == {"indicator:events": "It was edited since."}
    assert (book.number(book.joint), book.number(book.events)) == (4, 9)
    note = book.answer(book.note)
    assert note is None or note.status == "empty"


# --- Stories


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


# --- Remarks


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
