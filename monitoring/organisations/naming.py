"""What is left of an organisation's name once case, accents, signs and legal form are taken away."""

from __future__ import annotations

import re
import unicodedata

MOST = 200  # the column's length
MARKS = re.compile(r"[\u0300-\u036f]")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# S.A.S., S. A. R. L.: letters each followed by a point are one word.
DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?)+(?:[^\W\d_]\b)?")
SIGNS = re.compile(r"[^\w]+|_+")
SPACED_LETTERS = re.compile(r"\b(?:[^\W\d_] ){2,}[^\W\d_]\b")
LONG_FORMS = re.compile(
    r"\bsociete (?:par actions simplifiee(?: unipersonnelle)?|anonyme|a responsabilite limitee|en nom collectif"
    r"|civile(?: immobiliere)?|cooperative(?: et participative)?)\b"
    r"|\bentreprise unipersonnelle a responsabilite limitee\b"
)
# Before or after the name in France; the others only end one ("SE Nautique" and "AB Tech" are names).
# fmt: off
LEADING_FORMS = frozenset((
    "sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "scic", "selarl", "earl", "gaec", "gie", "ets",
    "etablissements",
))
LEGAL_FORMS = LEADING_FORMS | frozenset((
    "se", "sca", "scs", "scp", "scm", "sel", "selas", "selafa", "scea", "eirl", "ei", "saem", "sem", "spl", "semop",
    "geie", "gmbh", "ag", "kg", "ohg", "ug", "ltd", "limited", "plc", "llp", "llc", "inc", "corp", "srl", "spa", "sapa",
    "sagl", "bv", "nv", "bvba", "sprl", "sl", "slu", "sau", "oy", "oyj", "ab", "aps", "kft", "zrt", "doo", "sro", "lda",
))
# fmt: on


def name_key(name: str) -> str:
    """What names are compared by: "L'Air Liquide, S.A." and "L’AIR LIQUIDE" have one key, "l air liquide".

    A name that is nothing but a legal form keeps it.
    """
    text = name.casefold()
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFKD", text.translate(LIGATURES)))
    if "." in text:
        text = DOTTED.sub(_joined, text)
    text = " ".join(SIGNS.sub(" ", text.replace("&", " et ")).split())
    if "societe" in text or "unipersonnelle" in text:
        text = " ".join(LONG_FORMS.sub(" ", text).split()) or text
    text = SPACED_LETTERS.sub(lambda letters: letters[0].replace(" ", ""), text)
    words = text.split(" ")
    first, last = 0, len(words)
    while last > first and words[last - 1] in LEGAL_FORMS:
        last -= 1
    while first < last and words[first] in LEADING_FORMS:
        first += 1
    return (" ".join(words[first:last] or words) or name.strip().casefold())[:MOST].rstrip()


def _joined(letters: re.Match[str]) -> str:
    """A word of its letters, unless it is the end of another, as in "Co."."""
    found = letters[0]
    return f"{found.replace('.', '').replace(' ', '')} " if found.count(".") > 1 else found
