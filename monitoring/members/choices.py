"""The closed lists of a members list, with the words that real files wear for their values."""

from __future__ import annotations

from clusterix.lib.workbooks.specification.sheets import Choice
from monitoring.organisations.headcount import HeadcountBand
from monitoring.organisations.models import Category, OtherKind

# The words of real lists; a legal form such as SARL says nothing of a size and is nobody's synonym.
CATEGORIES = (
    Choice(
        Category.MICRO,
        Category.MICRO.label,
        ("TPE", "très petite entreprise", "micro-entreprise", "microentreprise", "micro", "startup", "start-up"),
    ),
    Choice(
        Category.SME,
        Category.SME.label,
        ("PME", "petite et moyenne entreprise", "petite ou moyenne entreprise", "PMI", "SME", "SMEs", "TPE/PME"),
    ),
    Choice(
        Category.MID_CAP,
        Category.MID_CAP.label,
        ("ETI", "entreprise de taille intermédiaire", "mid cap", "midcap", "medium"),
    ),
    Choice(
        Category.LARGE,
        Category.LARGE.label,
        ("GE", "grand groupe", "grands groupes", "grande entreprise", "groupe", "large", "large company"),
    ),
    Choice(
        Category.RESEARCH,
        Category.RESEARCH.label,
        (
            "organisme de recherche",
            "recherche",
            "laboratoire",
            "laboratoire de recherche",
            "centre de R&D",
            "établissement public de recherche",
            "centre technique",
            "research institution",
            "RTO",
        ),
    ),
    Choice(
        Category.HIGHER_EDUCATION,
        Category.HIGHER_EDUCATION.label,
        (
            "établissement d'enseignement supérieur et de recherche",
            "enseignement supérieur",
            "enseignement supérieur et formation",
            "formation",
            "organisme de formation",
            "université",
            "école",
            "training and university institution",
            "university",
        ),
    ),
    Choice(
        Category.PUBLIC,
        Category.PUBLIC.label,
        (
            "collectivité territoriale",
            "collectivité",
            "collectivités",
            "EPCI",
            "État",
            "établissement public",
            "institutionnel",
            "organisme public",
            "government and public organisation",
            "public organisation",
        ),
    ),
    Choice(Category.OTHER, Category.OTHER.label, ("autre", "autres", "other")),
)

OTHER_KINDS = (
    Choice(OtherKind.ASSOCIATION, OtherKind.ASSOCIATION.label, ("association loi 1901", "ONG", "NGO")),
    Choice(
        OtherKind.FEDERATION,
        OtherKind.FEDERATION.label,
        ("fédération", "syndicat", "syndicat professionnel", "fédération professionnelle", "union"),
    ),
    Choice(
        OtherKind.AGENCY,
        OtherKind.AGENCY.label,
        ("agence de développement", "organisme de développement économique", "agence", "incubateur"),
    ),
    Choice(OtherKind.CHAMBER, OtherKind.CHAMBER.label, ("CCI", "CMA", "chambre consulaire", "chambre de commerce")),
    Choice(
        OtherKind.INVESTOR,
        OtherKind.INVESTOR.label,
        ("banque", "investisseur", "banque & investisseur", "banque et investisseur", "fonds d'investissement"),
    ),
    Choice(
        OtherKind.CLUSTER,
        OtherKind.CLUSTER.label,
        ("pôle", "pôle / cluster / French Tech", "pôle de compétitivité", "French Tech", "cluster"),
    ),
    Choice(OtherKind.PLATFORM, OtherKind.PLATFORM.label, ("plate-forme", "plateforme", "plateforme technologique")),
    Choice(OtherKind.FOUNDATION, OtherKind.FOUNDATION.label, ("fondation",)),
)

# By code of Sirene's “tranche d'effectifs”. A file of counts is read by them, not by the codes: 12 people are no “12”.
_BANDS: dict[str, tuple[range | None, tuple[str, ...]]] = {
    "NN": (None, ("unité non employeuse", "non employeur")),
    "00": (range(1), ("0 salarié",)),
    "01": (range(1, 3), ("1 ou 2 salariés", "1 à 2", "1-2")),
    "02": (range(3, 6), ("3 à 5 salariés", "3 à 5", "3-5")),
    "03": (range(6, 10), ("6 à 9 salariés", "6 à 9", "6-9")),
    "11": (range(10, 20), ("10 à 19 salariés", "10 à 19", "10-19")),
    "12": (range(20, 50), ("20 à 49 salariés", "20 à 49", "20-49")),
    "21": (range(50, 100), ("50 à 99 salariés", "50 à 99", "50-99")),
    "22": (range(100, 200), ("100 à 199 salariés", "100 à 199", "100-199")),
    "31": (range(200, 250), ("200 à 249 salariés", "200 à 249", "200-249")),
    "32": (range(250, 500), ("250 à 499 salariés", "250 à 499", "250-499")),
    "41": (range(500, 1000), ("500 à 999 salariés", "500 à 999", "500-999")),
    "42": (range(1000, 2000), ("1 000 à 1 999 salariés", "1000 à 1999", "1000-1999")),
    "51": (range(2000, 5000), ("2 000 à 4 999 salariés", "2000 à 4999", "2000-4999")),
    "52": (range(5000, 10_000), ("5 000 à 9 999 salariés", "5000 à 9999", "5000-9999")),
    "53": (range(10_000, 10_000_000), ("10 000 salariés et plus", "10000 et plus", "10000+")),
}
HEADCOUNT_BANDS = tuple(
    Choice(band.value, band.label, _BANDS[band.value][1], numbers=_BANDS[band.value][0]) for band in HeadcountBand
)
