"""Words as files wear them: the same word in another case, with other spaces, accents, quotes or dashes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.utils import translation

from clusterix.lib.workbooks.specification.sheets import Choice, Field, Text

ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),
        "œ": "oe",
        "æ": "ae",
    }
)
SPACES = re.compile(r"\s+")
WHOLE_NUMBER = re.compile(r"0|[1-9]\d*")
# What stands in cells where nothing is known, without accents and capitals.
WORDS_FOR_NOTHING = """
- | -- | --- | . | .. | ... | / | ? | ?? | n/a | n/c | n/d | n/r | s/o | na | n.a. | n.a | nc | n.c. | n.c | nd | n.d. |
n.d | nr | n.r. | n.r | ns | n.s. | s.o. | s.o | null | none | nan | vide | non disponible | non disponibles |
non communique | non communiquee | non renseigne | non renseignee | non applicable | non connu | non connue |
non defini | non determine | non precise | non concerne | sans objet | inconnu | inconnue | a completer | a renseigner |
not available | not applicable | not known | not provided | unknown | to be completed | tbd
"""
NULL_WORDS = frozenset(word.strip() for word in WORDS_FOR_NOTHING.split("|"))
LONGEST_NULL_WORD = max(map(len, NULL_WORDS))


def normalised(text: str) -> str:
    """The word by which texts are compared: no case, no accent, one kind of space, quote and dash."""
    if text.isascii():
        return SPACES.sub(" ", text).strip().lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(ALIKE))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return SPACES.sub(" ", plain).strip()


def is_null_word(text: str) -> bool:
    """Whether the text only says that nothing is known: "NC", "n.d.", "-", "Non disponible"…"""
    return len(text) <= LONGEST_NULL_WORD + 5 and normalised(text) in NULL_WORDS


def in_all_languages(text: Text) -> Iterator[str]:
    """The text in each language of the site: a file made in one is read in another."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield str(text)


def codes_by_word(field: Field) -> dict[str, str]:
    """The choices' codes by every normalised word for them: codes go before labels, labels before synonyms.

    A code that reads like a number is no word of a list of bands: `choices_of_number` weighs it.
    """
    found: dict[str, str] = {}
    for choice in field.choices:
        if choice.numbers is None or not WHOLE_NUMBER.fullmatch(choice.code):
            found.setdefault(normalised(choice.code), choice.code)
    for choice in field.choices:
        for label in in_all_languages(choice.label):
            found.setdefault(normalised(label), choice.code)
    for choice in field.choices:
        for word in choice.synonyms:
            found.setdefault(normalised(word), choice.code)
        if choice.numbers is None and choice.code.isdigit():  # a number cell has lost the zeros before it
            found.setdefault(choice.code.lstrip("0") or "0", choice.code)
    return found


def choices_of_number(field: Field, text: str) -> list[Choice]:
    """What a whole number may mean in a list of bands: the band it falls into, and the one whose code it is."""
    digits = SPACES.sub("", text)
    if not WHOLE_NUMBER.fullmatch(digits):
        return []
    return [
        choice
        for choice in field.choices
        if choice.numbers is not None and (int(digits) in choice.numbers or choice.code == digits)
    ]
