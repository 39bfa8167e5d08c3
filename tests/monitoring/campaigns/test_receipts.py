"""The proof of what was sent: page and PDF, for those alone who may see the report."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader
from pytest_django import Settings

from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.receipts import receipt_of, receipt_pdf
from tests.monitoring.campaigns.desk import Desk, sealed
from tests.monitoring.campaigns.pages import open_page, text_of


def receipt(desk: Desk, report: Report, role: str = "manager", number: int = 1) -> str:
    return text_of(open_page(desk.cast.people[role], "report-receipt", report.uuid, number))


def test_a_receipt_says_what_who_when_and_that_it_was_in_time(desk: Desk) -> None:
    report = desk.sent(actions=7)
    words = receipt(desk, report)
    for part in (
        "MINALOGIC-2026-Q3-1",
        "3rd quarter 2026",
        "Manager Exemple",
        "12 October 2026, 10:00:00 (time in Paris)",
        "22 October 2026: sent on time",
        "by 26 October 2026",
        "Number of actions 7",
    ):
        assert part in words
    assert sealed(report).digest in words.replace(" ", "")


def test_a_late_report_says_so_and_a_correction_is_neither(desk: Desk) -> None:
    desk.campaign.due_on = date(2026, 10, 11)
    desk.campaign.save()
    report = desk.sent()
    assert "11 October 2026: sent late" in receipt(desk, report)
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    report = desk.move(report, desk.cast.manager, "send")
    assert "this is correction 2" in receipt(desk, report, number=2)


def test_the_day_of_sending_is_the_days_in_paris(desk: Desk) -> None:
    report = desk.sent()
    revision = sealed(report)
    # 23:30 of the due day in Paris is that day, although it is the day before or after elsewhere.
    revision.sealed_at = revision.sealed_at.replace(day=22, hour=21, minute=30)  # type: ignore[union-attr]
    assert revision.is_on_time(date(2026, 10, 22))
    revision.sealed_at = revision.sealed_at.replace(hour=22, minute=30)
    assert not revision.is_on_time(date(2026, 10, 22))


def test_the_receipt_of_each_version_is_kept(desk: Desk) -> None:
    report = desk.sent(actions=7)
    report = desk.move(report, desk.cast.officer, "return", reason="Count again.")
    desk.kind.values[report.revisions.get(number=2).pk]["actions"] = 9
    report = desk.move(report, desk.cast.manager, "send")
    assert "Number of actions 7" in receipt(desk, report, number=1)
    assert "Number of actions 9" in receipt(desk, report, number=2)


def test_what_the_region_sent_in_the_clusters_name_says_so(desk: Desk) -> None:
    report = desk.sent(by=desk.cast.officer)
    assert "Officer Exemple, of the Region, in the cluster’s name" in receipt(desk, report)


@pytest.mark.parametrize("name", ["report-receipt", "report-receipt-pdf"])
def test_what_was_not_sent_has_no_receipt(desk: Desk, name: str) -> None:
    report = desk.draft(actions=7)
    for number in (0, 1, 2, 99999999999):
        assert open_page(desk.cast.manager, name, report.uuid, number).status_code == 404


@pytest.mark.parametrize("name", ["report-receipt", "report-receipt-pdf"])
@pytest.mark.parametrize("role", ["other_manager", "elected", "facilitator", "partner", "nobody"])
def test_others_never_learn_that_it_exists(desk: Desk, name: str, role: str) -> None:
    report = desk.sent()
    assert open_page(desk.cast.people[role], name, report.uuid, 1).status_code == 404


# --- The PDF ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def revision(desk: Desk, settings: Settings) -> Revision:
    return sealed(desk.sent(actions=700))


def test_the_pdf_is_downloaded_under_its_reference(desk: Desk) -> None:
    response = open_page(desk.cast.delegate, "report-receipt-pdf", desk.sent().uuid, 1)
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="minalogic-2026-q3-1.pdf"' in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize(("language", "page"), [("en", "Page 1 of 1"), ("fr", "1")])
def test_the_pdf_says_the_same_in_each_language_in_the_fonts_of_the_house(
    revision: Revision, language: str, page: str
) -> None:
    with translation.override(language):
        reader = PdfReader(BytesIO(receipt_pdf(receipt_of(revision))))
    text = " ".join(reader.pages[0].extract_text().split())
    for part in ("MINALOGIC-2026-Q3-1", "Manager Exemple", "700", "A fair in September.", revision.digest[:8], page):
        assert part in text
    fonts = [font.get_object()["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert all(re.fullmatch(r"/\w+\+(SourceSans3|BricolageGrotesque)[\w-]*", font) for font in fonts)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language  # type: ignore[index]
    assert "/StructTreeRoot" in root  # type: ignore[operator]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()  # type: ignore[index]


def test_the_pdf_is_the_same_file_each_time(revision: Revision) -> None:
    assert receipt_pdf(receipt_of(revision)) == receipt_pdf(receipt_of(revision))


@pytest.mark.parametrize(
    "typed", ["#panic()", "$x$ *bold* @ref <label>", "\U0001d54f \U0001f600 \u202e", "a" * 5000, r"\u{0}"]
)
def test_what_was_typed_is_printed_and_never_run(desk: Desk, revision: Revision, typed: str) -> None:
    desk.cast.cluster.full_name = typed[:200]
    desk.cast.cluster.save()
    revision.report.cluster.refresh_from_db()
    assert receipt_pdf(receipt_of(revision)).startswith(b"%PDF-")
