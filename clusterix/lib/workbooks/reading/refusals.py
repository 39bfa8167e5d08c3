"""The sentences with which a file is refused: what is wrong with it, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterix.lib.numbers import format_number
from clusterix.lib.workbooks.reading.bounds import Unreadable


class FileRefused(Exception):
    """A file that is not read, or not further; its text is a sentence for the person who sent it."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


DAMAGED = _(
    "This file is damaged or incomplete: it cannot be read. Open it in Excel or LibreOffice, save it under "
    "another name as .xlsx, and send that file."
)
SENTENCES: Mapping[str, str | Promise] = {
    "empty": _("This file is empty. Choose the file again."),
    "too_large": _("This file is too large: %(found)s MB, at most %(most)s MB. Split it into several files."),
    "not_xlsx": _(
        "This file is no Excel workbook of the .xlsx kind. Open it in Excel or LibreOffice, save it as .xlsx and send "
        "that file."
    ),
    "not_a_table": _(
        "This file is neither a workbook nor a table in text form. Send an .xlsx, .xls, .ods or .csv file."
    ),
    "web_page": _(
        "This file is a web page or XML, whatever its name says; some programs export tables in this way. Open it in "
        "Excel or LibreOffice, save it as .xlsx and send that file."
    ),
    "other_office_file": _("This file is a text or a presentation, not a workbook. Send an .xlsx file."),
    "binary_workbook": _(
        "This is a binary workbook (.xlsb). Open it in Excel, save it as “Excel workbook (.xlsx)” and send that file."
    ),
    "macros": _(
        "This workbook holds macros, which are not accepted. Save it as “Excel workbook (.xlsx)”, without macros, and "
        "send that file."
    ),
    "encrypted": _(
        "This file is protected by a password, so that it cannot be read. Remove the password (File, Info, Protect "
        "workbook, Encrypt with password), save it and send it again."
    ),
    "document_type": _(
        "This file declares a document type or entities, which no spreadsheet needs and which are not accepted. Open "
        "it in Excel or LibreOffice, save it under another name as .xlsx, and send that file."
    ),
    "too_many_parts": _(
        "This file is made of too many parts (more than %(most)s). Copy the sheet into a new workbook and send that."
    ),
    "unpacked_too_large": _(
        "Unpacked, this file would take %(found)s MB, at most %(most)s MB are read. Delete the sheets and the "
        "formatted empty rows that are not needed, or split it into several files."
    ),
    "too_dense": _(
        "This file unpacks to much more than its size, as files do that are made to block whoever opens them. Copy "
        "the rows into a new workbook and send that."
    ),
    "overlapping_parts": _(
        "The parts of this file overlap, as in files that are made to block whoever opens them. Copy the rows into a "
        "new workbook and send that."
    ),
    "repeated_part": _(
        "This file holds the same part twice, so that nobody can say which one counts. Open it in Excel or "
        "LibreOffice, save it under another name as .xlsx, and send that file."
    ),
    "unsafe_part_name": _(
        "This file names parts outside of itself, which is not accepted. Copy the rows into a new workbook and send "
        "that."
    ),
    "false_sizes": _(
        "This file is damaged: its parts are not of the size it says. Open it in Excel or LibreOffice, save it under "
        "another name as .xlsx, and send that file."
    ),
    "damaged": DAMAGED,
    "damaged_sheet": _(
        "The sheet “%(sheet)s” is damaged: it cannot be read. Open the file in Excel or LibreOffice, save it under "
        "another name as .xlsx, and send that file."
    ),
    "no_sheet": _("This workbook holds no sheet with cells. Send one that holds a table."),
    "too_long": _(
        "This file takes too long to read. Delete the sheets, formulas and formatting that are not needed, or split "
        "it into several files."
    ),
    "too_much_memory": _(
        "This file takes too much memory to read. Delete the sheets and the formatted empty rows that are not needed, "
        "or split it into several files."
    ),
    "too_many_rows": _(
        "The sheet “%(sheet)s” goes down to row %(found)s; at most %(most)s rows are read. Delete what stands below "
        "the table, or split it into several files."
    ),
    "too_many_columns": _(
        "The sheet “%(sheet)s” has something in cell %(found)s, far to the right of any table. Delete the columns "
        "that are not needed and send the file again."
    ),
    "too_many_errors": _(
        "The sheet “%(sheet)s” holds more than %(most)s cells in error. Correct its formulas and send the file again."
    ),
    "row_too_long": _(
        "Row %(row)s of the sheet “%(sheet)s” holds too much text to be read. Shorten its cells and send the file "
        "again."
    ),
    "mixed_encodings": _(
        "This file mixes two ways of writing accents: line %(line)s is not written like the lines before it. Open the "
        "file in Excel or LibreOffice, correct the accents, and save it as .xlsx."
    ),
    "unknown_encoding": _(
        "Line %(line)s of this file holds characters that cannot be read. Open the file in Excel or LibreOffice, "
        "look whether its accents are right, and save it as .xlsx."
    ),
    "nul": _(
        "Line %(line)s of this file holds a character that no text holds (NUL). Open the file in Excel or "
        "LibreOffice and save it as .xlsx."
    ),
    "open_quote": _(
        "From line %(line)s on, this file cannot be cut into cells: a quotation mark is open or misplaced. Correct "
        "the line, or open the file in Excel or LibreOffice and save it as .xlsx."
    ),
    "split_rows": _(
        "These lines hold more cells than the others (%(found)s where there should be %(most)s): %(lines)s. A number "
        "with a decimal comma, or a text, probably lacks its quotation marks. Correct these lines, or save the file "
        "as .xlsx."
    ),
}


def refused(error: Unreadable) -> FileRefused:
    """The refusal a person reads, in the language of now."""
    facts = {name: format_number(fact) if isinstance(fact, int) else fact for name, fact in error.facts.items()}
    return FileRefused(str(SENTENCES.get(error.code, DAMAGED)) % facts, error.code)
