"""The apostrophe that keeps a CSV cell from becoming a formula: put before `= + - @` tab CR, taken away once."""

import re

# Apostrophes before are counted in, so that what was typed with one comes back with one.
FORMULA_LIKE = re.compile(r"'*[=+\-@\t\r]")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


def neutralised(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula; `restored` gives the text back."""
    return "'" + text if FORMULA_LIKE.match(text) else text


def restored(text: str) -> str:
    """The text of a CSV cell without the one apostrophe `neutralised` put before it."""
    return text[1:] if NEUTRALISED.match(text) else text
