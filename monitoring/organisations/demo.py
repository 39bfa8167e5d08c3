"""Organisations of the demonstration: all but the Region and its clusters are invented, and marked so.

Their SIRENs are valid by checksum, and nobody's.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from stdnum import luhn

from monitoring.clusters.models import Cluster
from monitoring.organisations.activities import NafVersion
from monitoring.organisations.identity import Declared, known_of
from monitoring.organisations.likeness import Likeness
from monitoring.organisations.models import Category, Organisation, OtherKind
from monitoring.organisations.naming import name_key
from monitoring.organisations.registering import propose
from monitoring.territory.models import Departement, Region

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
SEED = 2026
# Numbers no register gives: every invented SIREN begins with them.
INVENTED = "999"
HOW_MANY = 900
BEGINNINGS = (
    *("Alb", "Arv", "Bel", "Brév", "Charm", "Clav", "Dauv", "Drem", "Estr", "Fontav", "Galv", "Grés", "Hérim", "Isol"),
    *(
        "Jarr",
        "Lign",
        "Maur",
        "Mérid",
        "Nivol",
        "Novel",
        "Orb",
        "Parv",
        "Pélus",
        "Quint",
        "Roch",
        "Ruel",
        "Savin",
        "Serv",
    ),
    *("Tarv", "Thib", "Turv", "Ursin", "Valm", "Vercl", "Viv", "Volt", "Yss", "Zéph"),
)
ENDS = (
    *("ane", "anor", "éa", "élis", "enza", "ia", "ial", "iane", "icor", "ine", "is", "ival", "olan", "onis", "ora"),
    *("osa", "ouse", "udia", "uria", "ys", "yria", "évia", "onde", "eau"),
)
# How many in a hundred are of each category, what they are called, and the bands of headcount they may be in.
MIX: tuple[tuple[Category, int, tuple[str, ...]], ...] = (
    (Category.SME, 50, ("11", "12", "12", "21", "22", "03")),
    (Category.MICRO, 22, ("NN", "00", "01", "02", "03")),
    (Category.MID_CAP, 7, ("32", "41", "42", "51")),
    (Category.LARGE, 4, ("52", "53")),
    (Category.RESEARCH, 4, ("",)),
    (Category.HIGHER_EDUCATION, 4, ("",)),
    (Category.PUBLIC, 4, ("",)),
    (Category.OTHER, 5, ("", "01", "11")),
)
FORMS = ("", "", "", " SAS", " SARL", " SA")
PATTERNS = {
    Category.RESEARCH: ("Laboratoire {stem} de recherche appliquée", "Institut {stem}", "Centre technique {stem}"),
    Category.HIGHER_EDUCATION: ("École supérieure {stem}", "Université {stem}", "Campus des métiers {stem}"),
    Category.PUBLIC: ("Communauté de communes {stem}", "Syndicat mixte {stem}", "Agence publique {stem}"),
}
OTHERS = {
    OtherKind.ASSOCIATION: "Association {stem}",
    OtherKind.FEDERATION: "Fédération professionnelle {stem}",
    OtherKind.AGENCY: "Agence de développement {stem}",
    OtherKind.CHAMBER: "Chambre consulaire {stem}",
    OtherKind.INVESTOR: "{stem} Capital",
    OtherKind.PLATFORM: "Plateforme {stem}",
    OtherKind.FOUNDATION: "Fondation {stem}",
}
ACTIVITIES = {Category.RESEARCH: "72.19Z", Category.HIGHER_EDUCATION: "85.42Z", Category.PUBLIC: "84.11Z"}
LEGAL_FORMS = {Category.PUBLIC: "7346", Category.HIGHER_EDUCATION: "7383", Category.OTHER: "9220"}


@dataclass(frozen=True)
class Lot:
    """The organisations that could be members of a cluster; one may be in the lots of several."""

    cluster: Cluster
    organisations: list[Organisation]


def install_organisations(region: Region, clusters: Sequence[Cluster], today: date | None = None) -> list[Lot]:
    """Some 900 organisations, the Region and the clusters among them; in a registry that holds nothing yet.

    The same clusters give the same organisations. Clusters are installed, and the territory with its départements.
    """
    random = Random(SEED)
    day = today or timezone.localdate()
    maker = _Maker(random, day)
    own = [maker.of_cluster(cluster) for cluster in clusters]
    council = maker.of_region(region)
    lots: dict[str, list[Organisation]] = {}
    for place, cluster in enumerate(sorted(clusters, key=lambda cluster: cluster.code)):
        share = HOW_MANY // len(clusters) + (place % 3 - 1) * 6
        lots[cluster.code] = [maker.of_trade(cluster.main_domain.code) for _ in range(share)]
    twins = maker.twins([organisation for lot in lots.values() for organisation in lot])
    for lot, twin in zip(lots.values(), twins, strict=False):
        lot.append(twin)
    everybody = [council, *own, *(organisation for lot in lots.values() for organisation in lot)]
    Organisation.objects.bulk_create(everybody, batch_size=500)
    _propose_twins(lots, twins)
    return [Lot(cluster, _shared(random, cluster, lots, own, council)) for cluster in clusters]


def _shared(
    random: Random,
    cluster: Cluster,
    lots: dict[str, list[Organisation]],
    own: list[Organisation],
    council: Organisation,
) -> list[Organisation]:
    """Its own lot, with some of those of others; here and there the cluster itself, another one, the Region."""
    others = [organisation for code, lot in lots.items() if code != cluster.code for organisation in lot]
    found = [*lots[cluster.code], *random.sample(others, k=len(lots[cluster.code]) // 4)]
    if random.random() < 0.25:
        found.append(council)
    if random.random() < 0.3:
        found.append(next(one for one in own if one.cluster_id == cluster.pk))
    if random.random() < 0.3:
        found.append(random.choice([one for one in own if one.cluster_id != cluster.pk]))
    return found


def _propose_twins(lots: dict[str, list[Organisation]], twins: list[Organisation]) -> None:
    """The same organisation under two names, for somebody to decide on."""
    likeness = Likeness()
    for lot in lots.values():
        for one in lot:
            declared = Declared(one.name, country=one.country, departement=one.departement_id or "")
            likeness.add(known_of(declared, one.pk, one.name_key))
    pairs = [
        (twin.pk, candidate.known.pk, candidate.score)
        for twin in twins
        for candidate in likeness.alike(twin.name_key)
        if candidate.known.pk != twin.pk
    ]
    propose(pairs)


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class _Maker:
    """Makes organisations up, one after the other, always the same ones."""

    def __init__(self, random: Random, today: date) -> None:
        self.random, self.today = random, today
        stems = ["".join(parts) for parts in product(BEGINNINGS, ENDS)]
        random.shuffle(stems)
        self.stems = iter(stems)
        self.number = 10_000
        self.departements = set(Departement.objects.values_list("pk", flat=True))

    def of_cluster(self, cluster: Cluster) -> Organisation:
        return self._organisation(
            cluster.name,
            category=Category.OTHER,
            other_kind=OtherKind.CLUSTER,
            is_invented=False,
            cluster=cluster,
            town=cluster.town,
            departement_id=cluster.departement_id,
        )

    def of_region(self, region: Region) -> Organisation:
        return self._organisation(f"Région {region.name}", category=Category.PUBLIC, region=region, is_invented=False)

    def of_trade(self, domain: str) -> Organisation:
        category, _, bands = self.random.choices(MIX, weights=[share for _, share, _ in MIX])[0]
        stem, town = next(self.stems), self._town()
        trade = self.random.choice([row for row in _rows("trades") if row["domain"] == domain])
        kind = self.random.choice(list(OTHERS)) if category == Category.OTHER else ""
        pattern = OTHERS[OtherKind(kind)] if kind else self.random.choice(PATTERNS.get(category, ("",)))
        name = pattern.format(stem=stem) or f"{stem} {trade['word']}{self.random.choice(FORMS)}"
        naf = ACTIVITIES.get(category, "94.99Z" if kind else trade["naf"])
        band = self.random.choice(bands)
        made = self._organisation(
            name,
            category=category,
            other_kind=kind,
            naf=naf,
            naf_version=NafVersion.REV2,
            headcount_band=band if self.random.random() < 0.7 else "",
            country=town["country"],
            postal_code=town["postal_code"],
            town=town["town"],
            insee_code=town["insee_code"],
            departement_id=town["departement"] if town["departement"] in self.departements else None,
        )
        if town["country"] == "FR":
            self._identify(made, band)
        return made

    def twins(self, organisations: list[Organisation]) -> list[Organisation]:
        """A few of them again, as another cluster would write them: no number, and a slip of the pen."""
        companies = [one for one in organisations if one.siren and one.category == Category.SME]
        return [
            self._organisation(
                one.name.replace("é", "e").replace("s", "ss", 1).upper(), category=Category.SME, town=one.town
            )
            for one in self.random.sample(companies, k=min(8, len(companies)))
        ]

    def _organisation(self, name: str, **facts: Any) -> Organisation:
        made = Organisation(name=name, name_key=name_key(name), **{"is_invented": True} | facts)
        made.uuid = UUID(int=self.random.getrandbits(128), version=4)
        made.created_at = datetime(self.today.year - 1, 1, 15, tzinfo=UTC)
        return made

    def _town(self) -> dict[str, str]:
        towns = _rows("towns")
        return self.random.choices(towns, weights=[int(town["weight"]) for town in towns])[0]

    def _identify(self, made: Organisation, band: str) -> None:
        """Two in three have a number; laboratories another one; Sirene was read for most of them."""
        self.number += 1
        if made.category == Category.RESEARCH and self.random.random() < 0.5:
            made.rnsr = f"{self.random.randint(1990, 2020)}{self.number % 100_000:05}{self.random.choice('ABCDEFGHJK')}"
            return
        if self.random.random() < 0.33:
            return
        body = f"{INVENTED}{self.number:05}"
        made.siren = body + luhn.calc_check_digit(body)
        if self.random.random() < 0.85:
            self._read_in_sirene(made, band)

    def _read_in_sirene(self, made: Organisation, band: str) -> None:
        """As an extract would have filled it: sizes of companies agree with what is declared but for some."""
        category = Category(made.category)
        sizes = {Category.MICRO: "PME", Category.SME: "PME", Category.MID_CAP: "ETI", Category.LARGE: "GE"}
        size = sizes.get(category, self.random.choice(("", "PME")))
        if category in sizes and self.random.random() < 0.08:
            size = self.random.choice([other for other in ("PME", "ETI", "GE") if other != size])
        made.sirene_read_on = self.today - timedelta(days=40)
        made.sirene_diffusion = self.random.choices(("O", "P", "N"), weights=(95, 4, 1))[0]
        made.sirene_size, made.sirene_headcount_band = size, band
        made.sirene_naf, made.sirene_naf_version = made.naf, made.naf_version
        made.sirene_legal_form = LEGAL_FORMS.get(category, self.random.choice(("5710", "5499", "5599")))
        made.sirene_is_active = self.random.random() > 0.03
        if made.sirene_diffusion == "O":
            made.sirene_name, made.sirene_insee_code = made.name.upper(), made.insee_code
