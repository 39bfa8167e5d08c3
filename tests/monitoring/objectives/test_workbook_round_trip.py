"""The quarterly workbook, whole way: written, filled in, saved by LibreOffice, received, examined, written."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from clusterix.lib.periods import Quarter
from clusterix.lib.workbooks.writing.template import write_template
from monitoring.campaigns.models import Report
from monitoring.objectives.importer import IMPORTER
from monitoring.objectives.kind import ObjectivesKind
from monitoring.stories.models import StoryVersion
from monitoring.uploads.applying import apply, undo
from monitoring.uploads.examining import examine
from monitoring.uploads.importers import Refusal
from monitoring.uploads.models import Upload
from monitoring.uploads.receiving import receive
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.office import Grid, through_libreoffice

pytestmark = pytest.mark.django_db


def downloaded(report: Report, cast: Cast, language: str = "en") -> bytes:
    file = io.BytesIO()
    with translation.override(language):
        write_template(file, IMPORTER.book(unsent(report, cast)))
    return file.getvalue()


def unsent(report: Report, cast: Cast) -> Upload:
    return Upload(
        purpose="objectives",
        subject=str(report.uuid),
        region=report.campaign.region,
        cluster=report.cluster,
        sent_by=cast.manager,
    )


def sent(report: Report, content: bytes, cast: Cast) -> Upload:
    """Received and examined."""
    upload = receive(
        ContentFile(content, "report.xlsx"),
        purpose="objectives",
        subject=str(report.uuid),
        region=report.campaign.region,
        cluster=report.cluster,
        person=cast.manager,
    )
    examine(upload)
    return Upload.objects.get(pk=upload.pk)


def counts(upload: Upload) -> dict[str, int]:
    return {verdict: count for verdict, count in upload.counts.items() if count}


def filled_in(telling: Book, cast: Cast) -> tuple[bytes, str]:
    """The workbook with every kind of cell filled in; the key of the story told in it."""
    share = builders.make_indicator(topic=telling.topic, code="share", value_type="share")
    money = builders.make_indicator(topic=telling.topic, code="money", value_type="money")
    yes_no = builders.make_indicator(topic=telling.topic, code="yes", value_type="yes_no")
    for indicator in (share, money, yes_no):
        telling.campaign.asked.create(indicator=indicator)
    builders.make_answer(revision=telling.revision, indicator=telling.joint, value=4, by=cast.manager)
    builders.make_remark(report=telling.report, by=cast.officer, key="indicator:events", sent_at=timezone.now())
    grid = Grid(downloaded(telling.report, cast))
    grid.write("Values", "indicator:joint", Value=15, Explanation="The fair")
    grid.write("Values", "indicator:events", Value="1 234", Your_answer="By hand.")
    grid.write("Values", "indicator:abroad", Why_there_is_none="Not available")
    grid.write("Values", "indicator:roadmap:digital", Value=0)
    grid.write("Values", "indicator:note", Value="First line\nsecond line, =1+1")
    grid.write("Values", "indicator:share", Value="41,5 %")
    grid.write("Values", "indicator:money", Value=12.3)
    grid.write("Values", "indicator:yes", Value="Yes")
    story = grid.keys("Stories")[0]
    grid.write("Stories", story, Title="A test bench", Other_domains="Digital; Santé", Main_domain="Health")
    return grid.content, story


@pytest.mark.libreoffice
def test_what_is_filled_in_comes_back_as_it_was_written(telling: Book, cast: Cast, tmp_path: Path) -> None:
    content, story = filled_in(telling, cast)

    upload = sent(telling.report, through_libreoffice(content, tmp_path), cast)

    assert upload.refusals == []
    assert counts(upload) == {"new": 8, "changed": 1, "unchanged": 1}
    apply(upload, cast.manager)
    numbers = {key: answer.number for key, answer in telling.answers.items() if answer.number is not None}
    assert numbers == {
        "indicator:joint": Decimal(15),
        "indicator:events": Decimal(1234),
        "indicator:roadmap:digital": Decimal(0),
        "indicator:share": Decimal("41.5"),
        "indicator:money": Decimal("12.3"),
    }
    assert telling.answers["indicator:joint"].explanation == "The fair"
    assert telling.answers["indicator:abroad"].status == "not_available"
    assert telling.answers["indicator:note"].text == "First line\nsecond line, =1+1"
    assert telling.answers["indicator:yes"].text == "yes"
    version = StoryVersion.objects.get()
    assert (f"story:{version.story.uuid}", version.title, version.main_domain) == (
        story,
        "A test bench",
        cast.other_domain,
    )
    remark = telling.report.remarks.get()
    assert (remark.replies.get().body, remark.settled_by) == ("By hand.", cast.manager)
    reviewed = {row.key: row.value for row in ObjectivesKind().review_rows(telling.revision)}
    assert reviewed["indicator:share"] == "41.5%"


@pytest.mark.libreoffice
def test_a_workbook_nobody_touched_changes_nothing(telling: Book, cast: Cast, tmp_path: Path) -> None:
    content, _story = filled_in(telling, cast)
    apply(sent(telling.report, content, cast), cast.manager)
    for language in ("fr", "en"):
        again = through_libreoffice(downloaded(telling.report, cast, language), tmp_path)
        assert set(counts(sent(telling.report, again, cast))) == {"unchanged"}


def test_a_workbook_in_french_is_read_in_english(book: Book, cast: Cast) -> None:
    grid = Grid(downloaded(book.report, cast, "fr"))
    title = next(name for name in grid.workbook.sheetnames if name.startswith("Val"))
    sheet_in_book = IMPORTER.book(unsent(book.report, cast)).sheets[0]
    with translation.override("fr"):
        line, value = (str(sheet_in_book.field(key).label) for key in ("key", "value"))
    sheet, row = grid.sheet(title), grid.row(title, "indicator:joint", under=line)
    sheet.cell(row, grid.headings(title)[value]).value = "3"

    upload = sent(book.report, grid.content, cast)

    assert counts(upload) == {"new": 1, "unchanged": 5}


def test_an_ambiguous_number_is_refused_with_its_cell(book: Book, cast: Cast) -> None:
    grid = Grid(downloaded(book.report, cast))
    grid.write("Values", "indicator:joint", Value="1.200")
    row = grid.row("Values", "indicator:joint")

    upload = sent(book.report, grid.content, cast)

    staged = upload.rows.get(verdict="rejected")
    problem = staged.problems[0]
    assert (problem["sheet"], problem["cell"], problem["found"]) == ("Values", f"J{row}", "1.200")
    assert problem["expected"] == "A whole number, 0 or more."
    with pytest.raises(Refusal):
        apply(upload, cast.manager)
    assert book.number(book.joint) is None
    apply(upload, cast.manager, skip_rejected=True)
    assert IMPORTER.mending_url(upload) == f"/reports/{book.report.uuid}/sections/network/#indicator:joint"


def test_an_emptied_row_empties_its_value(book: Book, cast: Cast) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=4, by=cast.manager)
    grid = Grid(downloaded(book.report, cast))
    grid.write("Values", "indicator:joint", Value=None)

    upload = sent(book.report, grid.content, cast)

    assert counts(upload) == {"changed": 1, "unchanged": 5}
    row = upload.rows.get(verdict="changed")
    assert (row.before["value"], row.values["value"]) == ("4", "")
    apply(upload, cast.manager)
    assert book.number(book.joint) is None
    undo(upload, cast.manager)
    assert book.number(book.joint) == 4


def test_the_workbook_of_another_quarter_is_refused(book: Book, cast: Cast) -> None:
    other = builders.make_campaign(region=cast.region, period=Quarter(2026, 4), indicators=[book.joint])
    report = builders.make_draft(campaign=other, cluster=cast.cluster, by=cast.manager, values={})

    upload = sent(book.report, downloaded(report, cast), cast)

    assert (upload.state, upload.refusal_code) == ("refused", "wrong_period")
    assert "2026-Q4" in upload.refusals[0]


def test_a_sheet_taken_out_leaves_its_lines(telling: Book, cast: Cast) -> None:
    version = builders.make_story(revision=telling.revision, by=cast.manager)
    grid = Grid(downloaded(telling.report, cast))
    del grid.workbook["Stories"]
    grid.write("Values", "indicator:joint", Value=3)

    upload = sent(telling.report, grid.content, cast)

    assert counts(upload) == {"new": 1, "unchanged": 5, "absent": 1}
    apply(upload, cast.manager)
    assert StoryVersion.objects.get() == version


def test_what_is_worth_a_look_is_said_before_anything_is_written(book: Book, cast: Cast, client: Client) -> None:
    grid = Grid(downloaded(book.report, cast))
    grid.write("Values", "indicator:joint", Value=15)
    upload = sent(book.report, grid.content, cast)
    client.force_login(cast.manager, backend=settings.AUTHENTICATION_BACKENDS[0])

    page = client.get(reverse("upload-detail", args=[upload.uuid]), {"tab": "new"}).content.decode()

    assert "Joint actions" in page
    assert "15 is 3 times the Q2 value of 5." in page
    assert "_content" not in page
