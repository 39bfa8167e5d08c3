"""The names of sheets: those of the fields' sheets, and those a workbook of ours adds and nobody reads back."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy

from clusterix.lib.exports import clean_text
from clusterix.lib.workbooks.specification.sheets import Sheet, Text
from clusterix.lib.workbooks.specification.words import in_all_languages

LONGEST_SHEET_NAME = 31
UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")

# Translators: the name of an Excel sheet, at most 31 characters, none of [ ] : * ? / \
INSTRUCTIONS_NAME = gettext_lazy("Instructions")
# Translators: the name of an Excel sheet, at most 31 characters, none of [ ] : * ? / \
LISTS_NAME = gettext_lazy("Lists")
# Translators: the name of an Excel sheet, at most 31 characters, none of [ ] : * ? / \
ERRORS_NAME = gettext_lazy("Errors")


def sheet_name(title: Text) -> str:
    """The title as Excel takes it for a sheet: at most 31 characters, none of [ ] : * ? / and backslash."""
    return UNNAMEABLE.sub(" ", clean_text(str(title)))[:LONGEST_SHEET_NAME].strip(" '") or "—"


def sheet_names(sheet: Sheet) -> set[str]:
    """The names the sheet may bear in a file: its title in each language."""
    return {sheet_name(title) for title in in_all_languages(sheet.title)}


def own_sheet_names() -> set[str]:
    """Instructions, lists of drop-downs, errors of a returned file: nothing to read back, in each language."""
    return {name for own in (INSTRUCTIONS_NAME, LISTS_NAME, ERRORS_NAME) for name in in_all_languages(own)}
