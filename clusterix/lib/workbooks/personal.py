"""Headings of columns about persons: what no list of organisations may bring in."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.words import normalised

# Normalised words, whole: "contact" alone is one, "contacts pris" (contacts made, a figure) is none.
PERSONAL = re.compile(
    r"\b("
    r"prenoms?|nom et prenom|nom prenom|nom de famille|nom de naissance|nom d'usage|civilite|"
    r"(nom|fonction|adresse|tel|telephone|coordonnees?|personne) ?(du|de la|des|de|d')? ?(contacts?|dirigeante?s?|"
    r"representante?s?|responsables?|referente?s?|correspondante?s?|interlocuteurs?|presidente?s?|gerante?s?)|"
    r"(personne|point) (de )?(contact|referente)|interlocut(eur|rice)|dirigeante?|representante?( legale?)?|"
    r"e ?-? ?mails?|mails?|mel|courriels?|adresse (electronique|mail|personnelle)|"
    r"telephones?|tel|tel\.|telecopie|fax|portables?|mobiles?|gsm|ligne directe|numero de telephone|"
    r"date (de )?naissance|lieu (de )?naissance|ne\(?e?\)? le|age|sexe|genre|nationalite|numero de securite sociale|"
    r"linkedin|twitter|facebook|skype|photo|"
    r"first ?-?name|given name|last ?-?name|surname|full name|contact( (name|person|details?))?|phone( number)?|"
    r"cell ?phone|date of birth|birth ?date|place of birth|gender|nationality|home address"
    r")\b"
)
# Words that make a figure or a fact of an organisation out of a personal one.
NOT_PERSONAL = re.compile(r"\b(nombre|nb|number of|count of|total|taux|share of|part des|age moyen)\b")


def personal_reason(heading: str) -> str:
    """Why the column is not taken in, empty if nothing about its heading is personal."""
    texts = {heading, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)}
    plain = " | ".join(normalised(text).replace("_", " ") for text in texts)
    if PERSONAL.search(plain) is None or NOT_PERSONAL.search(plain):
        return ""
    return _(
        "“%(heading)s” looks like data about persons: it is not asked for, so it is not read. Delete the column."
    ) % {"heading": heading.strip()}
