"""The facts of a cluster as an old list words them: found among those there are, read, compared, written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import router
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.sheets import Problem
from clusterix.lib.workbooks.specification.words import normalised
from monitoring.clusters.models import Cluster, Following, Label
from monitoring.imports.targets.cluster_sheet import cluster_sheet
from monitoring.territory.models import Departement, Domain, Region, RegionalTerm, Theme

# Plain JSON, by field of the sheet.
Facts = Mapping[str, Any]

PARTS = re.compile(r"[;,/|\n]+")
TEXTS = ("name", "full_name", "town", "website")


class Known:
    """The clusters, domains, themes and départements there are, read once."""

    def __init__(self, region: Region) -> None:
        self.region = region
        followed = Following.objects.filter(region=region).values("cluster")
        clusters = Cluster.objects.filter(pk__in=followed).select_related("main_domain", "departement")
        self.clusters = list(clusters.prefetch_related("other_domains", "themes", "followings").order_by("name"))
        self.by_code = {cluster.code: cluster for cluster in self.clusters}
        self.taken = set(Cluster.objects.values_list("code", flat=True)) - set(self.by_code)
        self.by_name = {
            normalised(name): cluster for cluster in self.clusters for name in (cluster.full_name, cluster.name) if name
        }
        self.domains = {domain.code: domain for domain in Domain.objects.filter(region=region)}
        self.themes = {theme.code: theme for theme in Theme.objects.filter(region=region)}
        self.departements = {each.code: each for each in Departement.objects.all()}
        self._labels = {field.key: str(field.label) for field in cluster_sheet(region).fields}

    def label_of(self, field: str) -> str:
        return self._labels.get(field, field)

    def find(self, values: Mapping[str, Any]) -> Cluster | None:
        code, name = str(values.get("code") or ""), str(values.get("name") or "")
        return (
            self.by_code.get(code.casefold())
            or self.by_name.get(normalised(name))
            or self.by_code.get(normalised(name))
        )

    def read(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """The facts a row states: an empty cell states none."""
        facts: dict[str, Any] = {field: values[field] for field in (*TEXTS, "kind", "main_domain") if values.get(field)}
        problems: list[Problem] = []
        readers: dict[str, Callable[[Any], Any]] = {
            "other_domains": lambda text: sorted(self._terms(text, self.domains)),
            "themes": lambda text: sorted(self._terms(text, self.themes)),
            "departement": self._departement,
            "starts_on": lambda cell: _day(cell, is_end=False),
            "ends_on": lambda cell: _day(cell, is_end=True),
        }
        if "website" in facts and "://" not in facts["website"]:
            facts["website"] = f"https://{facts['website']}"
        for field, read in readers.items():
            if values.get(field) in (None, ""):
                continue
            try:
                facts[field] = read(values[field])
            except ValueError as refusal:
                problems.append(Problem("unknown_word", str(refusal), field))
        return facts, problems

    def _terms(self, text: str, terms: Mapping[str, RegionalTerm]) -> Iterable[str]:
        words = {normalised(word): code for code, term in terms.items() for word in (code, term.name_fr, term.name_en)}
        if normalised(text) in words:
            return [words[normalised(text)]]
        parts = [part.strip() for part in PARTS.split(text) if part.strip()]
        unknown = [part for part in parts if normalised(part) not in words]
        if unknown:
            raise ValueError(_("“%(word)s” is none of those there are.") % {"word": unknown[0]})
        return {words[normalised(part)] for part in parts}

    def _departement(self, text: str) -> str:
        code = text.strip().upper().removesuffix(".0")
        code = code.zfill(2) if code.isdigit() else code
        if code in self.departements:
            return code
        names = {normalised(each.name): each.code for each in self.departements.values()}
        names |= {normalised(str(each)): each.code for each in self.departements.values()}
        if normalised(text) not in names:
            raise ValueError(_("“%(word)s” is no département.") % {"word": text})
        return names[normalised(text)]


def _day(cell: Any, *, is_end: bool) -> str:
    """A day; a year alone is its first day, or its last."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if re.fullmatch(r"(19|20)\d\d", text):
        return f"{text}-12-31" if is_end else f"{text}-01-01"
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)", text):
        text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(_("“%(text)s” is no day: write 31/12/2018, or a year.") % {"text": text[:40]}) from error


def facts_of(cluster: Cluster, region: Region) -> dict[str, Any]:
    """What is known of the cluster now, as the sheet names it; its dates are those of this region's following it."""
    following = _following(cluster, region)
    return {
        **{field: getattr(cluster, field) for field in (*TEXTS, "kind")},
        "main_domain": cluster.main_domain.code,
        "other_domains": sorted(domain.code for domain in cluster.other_domains.all()),
        "themes": sorted(theme.code for theme in cluster.themes.all()),
        "departement": cluster.departement_id or "",
        "starts_on": str(following.starts_on) if following else "",
        "ends_on": str(following.ends_on) if following and following.ends_on else "",
    }


def _following(cluster: Cluster, region: Region) -> Following | None:
    own = [following for following in cluster.followings.all() if following.region_id == region.pk]
    return max(own, key=lambda following: str(following.starts_on), default=None)


def create(known: Known, code: str, facts: Facts) -> Cluster:
    """A cluster the region follows: from the day the file says, else from today."""
    cluster = Cluster(code=code)
    _set(known, cluster, facts)
    cluster.save()
    Following.objects.create(
        region=known.region,
        cluster=cluster,
        starts_on=facts.get("starts_on") or timezone.localdate().isoformat(),
        ends_on=facts.get("ends_on") or None,
    )
    _set_terms(known, cluster, facts)
    return Cluster.objects.select_related("main_domain").get(pk=cluster.pk)


def update(known: Known, cluster: Cluster, facts: Facts) -> None:
    """Write the facts that the file holds; what it does not speak of stays."""
    _set(known, cluster, facts)
    cluster.save()
    _set_terms(known, cluster, facts)
    following = _following(cluster, known.region)
    if following and ("starts_on" in facts or "ends_on" in facts):
        following.starts_on = facts.get("starts_on") or following.starts_on
        if "ends_on" in facts:
            following.ends_on = facts["ends_on"] or None
        following.save()


def _set(known: Known, cluster: Cluster, facts: Facts) -> None:
    for field in (*TEXTS, "kind"):
        if field in facts:
            setattr(cluster, field, facts[field])
    if "main_domain" in facts:
        cluster.main_domain = known.domains[facts["main_domain"]]
    if "departement" in facts:
        cluster.departement = known.departements.get(facts["departement"])


def _set_terms(known: Known, cluster: Cluster, facts: Facts) -> None:
    if "other_domains" in facts:
        cluster.other_domains.set([known.domains[code] for code in facts["other_domains"]])
    if "themes" in facts:
        cluster.themes.set([known.themes[code] for code in facts["themes"]])


def is_used(cluster: Cluster) -> bool:
    """Whether anything but its own facts points at it."""
    collector = Collector(using=router.db_for_write(Cluster), origin=cluster)
    try:
        collector.collect([cluster])
    except (ProtectedError, RestrictedError):
        return True
    own = {Cluster, Following, Label, Cluster.other_domains.through, Cluster.themes.through}
    if set(collector.data) - own:
        return True
    return any(rows.model not in own and rows.exists() for rows in collector.fast_deletes)
