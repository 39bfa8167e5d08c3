import io
import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import Settings

from clusterix.lib.fonts import characters
from clusterix.lib.pdf import printable_text, render_pdf

MADE_AT = datetime(2026, 10, 12, 8, 42, tzinfo=UTC)
SAMPLE = """
#import "/pdf/base.typ": *
#show: ledger.with(title: data.title, author: "Region", source: data.source)
#overline(data.source)
= #data.title
#ribbon(("full", "full", "half", "empty"), "Two quarters out of four")
#facts(data.facts)
== #data.text
#data.text
=== #data.text
#note(data.text)
#ledger-table(caption: data.text, columns: data.columns, rows: data.rows)
"""


@pytest.fixture
def sample(tmp_path: Path, settings: Settings, pdf_fonts: Path) -> str:
    """A template using every part of the base, in a project of its own."""
    shutil.copytree(settings.BASE_DIR / "templates" / "pdf", tmp_path / "templates" / "pdf")
    (tmp_path / "templates" / "sample.typ").write_text(SAMPLE)
    settings.BASE_DIR, settings.FONT_ROOT = tmp_path, pdf_fonts
    return "sample.typ"


def data(text: str = "Text", rows: int = 1) -> dict[str, Any]:
    return {
        "title": "Receipt, 3rd quarter 2026",
        "source": "Figures sent on 12 October 2026",
        "text": text,
        "facts": [("Sent by", "Camille"), ("Lazy", gettext_lazy("Yes"))],
        "columns": [{"label": "Indicator", "numeric": False}, {"label": "Q3 2026", "numeric": True}],
        "rows": [[f"Row {number}", "1\u202f234"] for number in range(rows)],
    }


def read(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def embedded_fonts(reader: PdfReader) -> set[str]:
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = [font.get_object() for resource in resources for font in resource["/Font"].values()]
    return {font["/BaseFont"].partition("+")[2] for font in fonts}


def test_a_pdf_is_a4_titled_tagged_and_in_its_language(sample: str) -> None:
    with override("fr"):
        reader, text = read(render_pdf(sample, data(), made_at=MADE_AT))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == "Receipt, 3rd quarter 2026"
    assert reader.metadata.creation_date == MADE_AT
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert "Receipt, 3rd quarter 2026" in text


def test_only_the_fonts_of_the_house_are_embedded(sample: str) -> None:
    reader, _text = read(render_pdf(sample, data("1\u202f234 € œuvres\u202f! Łódź, София")))
    assert embedded_fonts(reader) == {
        "SourceSans3Regular",
        "SourceSans3SemiBold",
        "SourceSans3Bold",
        "BricolageGrotesqueSemiBold",
        "BricolageGrotesqueBold",
    }


def test_the_narrow_space_between_thousands_is_kept(sample: str) -> None:
    _reader, text = read(render_pdf(sample, data("9\u202f876\u202f543 actions")))
    assert text.count("9\u202f876\u202f543 actions") == 5
    assert "1\u202f234" in text


@pytest.mark.parametrize(
    "typed",
    ['#panic("x")', '#include "/etc/passwd"', "$x^2$ *bold* _it_ `raw`", "\\u{41} // gone", "]) #let x = 1", "@a <b>"],
)
def test_what_was_typed_is_printed_and_never_run(sample: str, typed: str) -> None:
    _reader, text = read(render_pdf(sample, data(typed)))
    assert text.count(typed) == 5


@pytest.mark.parametrize(
    "typed",
    ["\x00\x1b", "日本", "🎉👩‍🔬", "عربي", "\ue000\ufffd\ud800", "e\u0301\u0334", "\u202e\u2066", "a\nb\tc\u3000d", ""],
)
def test_no_character_makes_a_pdf_fail(sample: str, typed: str) -> None:
    _reader, text = read(render_pdf(sample, data(f"before {typed} after")))
    assert "before" in text
    assert "after" in text


def test_every_character_of_the_fonts_can_be_printed_everywhere(sample: str, pdf_fonts: Path) -> None:
    render_pdf(sample, data(" ".join(chr(code) for code in sorted(characters(pdf_fonts)))))


KNOWN = frozenset(map(ord, "abcé ?[]"))


@given(st.text())
def test_printable_text_holds_what_can_be_shown_and_nothing_else(text: str) -> None:
    shown = printable_text(text, KNOWN)
    assert {ord(char) for char in shown} <= KNOWN | {ord("\n")}
    assert printable_text(shown, KNOWN) == shown


def test_what_cannot_be_shown_is_marked_once() -> None:
    assert printable_text("a 日本語 b", KNOWN) == "a [?] b"
    assert printable_text("e\u0301", KNOWN) == "é"
    assert printable_text("a\ufe0fb", KNOWN) == "ab"
    assert printable_text("a\tb\u2003c", KNOWN) == "a b c"


def test_a_long_table_repeats_its_heading_and_numbers_its_pages(sample: str) -> None:
    with override("en"):
        reader, _text = read(render_pdf(sample, data(rows=90)))
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, 1):
        assert "Indicator" in page.extract_text()
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()


def test_the_same_data_and_date_give_the_same_file(sample: str) -> None:
    assert render_pdf(sample, data(), made_at=MADE_AT) == render_pdf(sample, data(), made_at=MADE_AT)


def test_decimals_and_dates_are_taken(sample: str) -> None:
    render_pdf(sample, data() | {"amount": Decimal("1.5"), "day": MADE_AT.date()})


def test_without_its_fonts_no_pdf_is_made(sample: str, settings: Settings, tmp_path: Path) -> None:
    settings.FONT_ROOT = tmp_path / "nowhere"
    with pytest.raises(ImproperlyConfigured, match="Bricolage Grotesque, Source Sans 3"):
        render_pdf(sample, data())
