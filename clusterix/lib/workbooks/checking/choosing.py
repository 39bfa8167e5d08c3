"""Words to the choices of a closed list: exactly, or refused with the nearest one; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from clusterix.lib.workbooks.checking.converting import CellRefused, Converter, quoted, shown
from clusterix.lib.workbooks.specification.cells import CellValue
from clusterix.lib.workbooks.specification.sheets import Choice, Field
from clusterix.lib.workbooks.specification.wording import expected
from clusterix.lib.workbooks.specification.words import choices_of_number, codes_by_word, is_null_word, normalised

SEVERAL = re.compile(r"[,;|\n]| / ")


def codes_in(text: str, codes: Mapping[str, str]) -> set[str]:
    """The codes of the words parted by commas and the like, "" among them for a word that is in no list."""
    return {codes.get(normalised(part), "") for part in SEVERAL.split(text) if part.strip()}


def choice_of(field: Field) -> Converter:
    """What turns a word into the code of the choice it stands for: its code, its label in any language, a synonym."""
    codes: dict[str, str] = {}

    def choice(cell: CellValue) -> str:
        if not codes:
            codes.update(codes_by_word(field))
        found = shown(cell)
        code = codes.get(normalised(found))
        if code is not None:
            return code
        if meant := choices_of_number(field, found):
            return _only(meant, quoted(cell))
        said = codes_in(found, codes)
        if said and "" not in said:
            if len(said) == 1:
                return said.pop()
            raise CellRefused(
                "several_choices",
                _("“%(found)s” names several values of the list. Write one.") % {"found": quoted(cell)},
            )
        if is_null_word(found):
            return ""
        raise _not_a_choice(field, quoted(cell), codes)

    return choice


def _only(meant: Sequence[Choice], found: str) -> str:
    """Sirene's code 12 is another band than twelve people: where both are possible, a person says which."""
    if len(meant) == 1:
        return meant[0].code
    labels = [str(choice.label) for choice in meant]
    raise CellRefused(
        "number_or_code",
        _("“%(found)s” may be a number or a code: “%(first)s” or “%(second)s”. Write one of the two in words.")
        % {"found": found, "first": labels[0], "second": labels[1]},
    )


def _not_a_choice(field: Field, found: str, codes: dict[str, str]) -> CellRefused:
    near = process.extractOne(normalised(found), codes.keys(), scorer=fuzz.ratio, score_cutoff=80)
    if near is not None:
        label = next(str(choice.label) for choice in field.choices if choice.code == codes[near[0]])
        message = _("“%(found)s” is not in the list. Did you mean “%(label)s”?") % {"found": found, "label": label}
    else:
        message = _("“%(found)s” is not in the list. %(expected)s") % {"found": found, "expected": expected(field)}
    return CellRefused("not_a_choice", message)
