"""The sheet that explains a template, and the notes on its headings: every column, in words."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from clusterix.lib.exports import clean_text
from clusterix.lib.numbers import format_number
from clusterix.lib.workbooks.specification.sheets import Book, Field, FieldType, Sheet
from clusterix.lib.workbooks.specification.wording import expected, label_of
from clusterix.lib.workbooks.writing.styles import BRAND, GROUND, INK_SOFT, LINE, Styles

MOST_LISTED = 30  # choices
WIDTHS = (2, 34, 58, 26, 16, 52)


def note(field: Field) -> str:
    """What the heading's note says: what to write, an example, whether it must be filled."""
    parts = [clean_text(str(field.help))]
    if not field.is_locked:
        parts.append(expected(field))
        if field.example:
            parts.append(_("Example: %(example)s") % {"example": clean_text(str(field.example))})
        parts.append(_("Must be filled.") if field.is_required else "")
    return "\n".join(part for part in parts if part)


def write_instructions(page: Worksheet, book: Book, styles: Styles) -> None:
    page.hide_gridlines(2)
    page.protect()
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.set_row(0, 34)
    page.write_string(0, 1, clean_text(str(book.title)), styles.band())
    row = _write_facts(page, book, styles, 1)
    row = _write_sentences(page, book, styles, row + 1)
    for sheet in book.sheets:
        row = _write_columns(page, sheet, styles, row + 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&R&P / &N")


def _write_facts(page: Worksheet, book: Book, styles: Styles, row: int) -> int:
    facts = [(_("Prepared on"), f"{timezone.localdate():%d/%m/%Y}")]
    if (passport := book.passport) is not None:
        facts = [
            (_("Cluster"), passport.cluster),
            (_("Period"), passport.period),
            *facts,
            (_("Version of this form"), passport.version),
        ]
    name, value = styles.make(font_color=INK_SOFT), styles.make(bold=True)
    for label, text in facts:
        page.write_string(row, 1, label, name)
        page.write_string(row, 2, clean_text(text), value)
        row += 1
    return row


def _write_sentences(page: Worksheet, book: Book, styles: Styles, row: int) -> int:
    sentences = [
        *(str(sentence) for sentence in book.instructions),
        _("Write in the pale cells only; the others are locked. Lines may be left empty."),
        _("You may paste what you have elsewhere: everything is read again, and shown to you, before it counts."),
        _("Keep the sheets and their headings as they are, so that the file is recognised when it comes back."),
    ]
    title = styles.make(bold=True, font_size=13, font_color=BRAND)
    page.write_string(row, 1, _("How to fill this workbook"), title)
    style = styles.make(text_wrap=True, valign="top")
    for number, sentence in enumerate(sentences, start=1):
        text = f"{number}. {clean_text(sentence)}"
        page.merge_range(row + number, 1, row + number, len(WIDTHS) - 1, "", style)
        page.write_string(row + number, 1, text, style)
        page.set_row(row + number, 18 * (1 + len(text) // 170))
    return row + len(sentences) + 1


def _write_columns(page: Worksheet, sheet: Sheet, styles: Styles, row: int) -> int:
    title = styles.make(bold=True, font_size=13, font_color=BRAND)
    page.write_string(row, 1, _("Sheet “%(title)s”") % {"title": clean_text(str(sheet.title))}, title)
    page.set_row(row, 24)
    headings = (_("Column"), _("What to write"), _("Example"), _("Required"), _("Accepted values"))
    for column, heading in enumerate(headings, start=1):
        page.write_string(row + 1, column, heading, styles.heading())
    shown = [field for field in sheet.fields if not field.is_hidden]
    for number, field in enumerate(shown):
        _write_column(page, field, styles, row + 2 + number, is_striped=number % 2 == 1)
    return row + 2 + len(shown)


def _write_column(page: Worksheet, field: Field, styles: Styles, row: int, *, is_striped: bool) -> None:
    look = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE}
    if is_striped:
        look["bg_color"] = GROUND
    wrapped, bold = styles.make(**look), styles.make(**look, bold=True)
    required = _("yes") if field.is_required else _("no")
    texts = (
        label_of(field),
        str(field.help),
        str(field.example),
        _("to be read only") if field.is_locked else required,
        "" if field.is_locked else _accepted(field),
    )
    for column, text in enumerate(texts, start=1):
        page.write_string(row, column, clean_text(text), bold if column == 1 else wrapped)
    needed = max(len(text) // (WIDTHS[column] - 4) + 1 for column, text in enumerate(texts, start=1))
    page.set_row(row, 15 * needed + 4)


def _accepted(field: Field) -> str:
    if field.type != FieldType.CHOICE or not field.choices:
        return expected(field)
    labels = [str(choice.label) for choice in field.choices]
    if len(labels) <= MOST_LISTED:
        return ", ".join(labels)
    return _("One of the %(count)s values of the drop-down list.") % {"count": format_number(len(labels))}
