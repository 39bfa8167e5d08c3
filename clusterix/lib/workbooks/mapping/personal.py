"""Headings of columns about persons: what no list of organisations may bring in."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.words import normalised

ROLES = (
    r"(contact|dirigeante?|representante?|responsable|referente?|correspondante?|interlocut(eur|rice)|presidente?|"
    r"gerante?)s?"
)
# Words that are about persons wherever they stand in a heading; normalised.
ANYWHERE = re.compile(
    r"\b("
    r"prenoms?|nom et prenom|nom prenom|nom de famille|nom de naissance|nom d'usage|civilite|"
    rf"(nom|fonction|adresse|tel\.?|telephone|coordonnees?|personne) ?(du |de la |des |de |d')?{ROLES}|"
    r"(personne|point) (de )?contact|interlocut(eur|rice)|dirigeante?|representante?( legale?)?|"
    r"e ?-? ?mails?|mails?|courriels?|adresse (electronique|mail|personnelle)|"
    r"telephones?|tel|telecopie|fax|(telephone|tel\.?|numero) (portable|mobile)|gsm|ligne directe|"
    r"date (de )?naissance|lieu (de )?naissance|nationalite|numero de securite sociale|"
    r"linkedin|twitter|facebook|skype|"
    r"first ?-?name|given name|last ?-?name|surname|full name|contact (name|person|details?)|phone|phone number|"
    r"cell ?phone|date of birth|birth ?date|place of birth|gender|nationality|home address"
    r")\b"
)
# Words that are, where they are the whole heading: "genre" is also a kind, "âge" that of an enterprise.
ALONE = re.compile(r"(contact|age|sexe|genre|sex|photo|mobile|portable|mel|tel|ne\(?e?\)? le|job title)s?[ .:*]*")
# A figure about persons is not about one of them.
FIGURE = re.compile(r"\b(nombre|nb|number of|count of|total|taux|share of|part des|age moyen)\b")
LEVELS = re.compile(r" › ")


def personal_reason(heading: str) -> str:
    """Why the column is not taken in, empty if nothing about its heading is personal."""
    for level in LEVELS.split(heading):
        for text in (level, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", level)):
            plain = normalised(text).replace("_", " ")
            if (ANYWHERE.search(plain) or ALONE.fullmatch(plain)) and not FIGURE.search(plain):
                return _(
                    "“%(heading)s” looks like data about persons: it is not asked for, so it is not read. "
                    "Delete the column."
                ) % {"heading": heading.strip()[:80]}
    return ""
