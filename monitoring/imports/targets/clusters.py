"""Clusters from an old list: who they are, and since when the region follows them. Nothing is emptied, none removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from auditlog.context import set_actor
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.specification.sheets import Problem, Sheet
from monitoring.clusters.forms import TAKEN_CODES
from monitoring.clusters.models import Cluster
from monitoring.imports.targets import register
from monitoring.imports.targets.base import Target
from monitoring.imports.targets.cluster_facts import (
    Facts,
    Known,
    create,
    facts_of,
    is_used,
    update,
)
from monitoring.imports.targets.cluster_sheet import cluster_sheet
from monitoring.people.models import Person
from monitoring.territory.models import Region
from monitoring.uploads.importers import Change, CheckedRow, Judge, Judged, Refusal
from monitoring.uploads.models import StagedRow, Upload, Verdict


class ClustersJudge(Judge):
    def __init__(self, region: Region) -> None:
        self.region = region
        self.known = Known(region)
        self.compared_with = state_of(self.known)
        self.seen: dict[str, int] = {}

    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged]:
        for row in rows:
            yield self._judge(row)

    def _judge(self, row: CheckedRow) -> Judged:
        name = str(row.values.get("name") or "")
        if row.problems:
            return Judged(Verdict.REJECTED, label=name, problems=row.problems)
        cluster = self.known.find(row.values)
        facts, problems = self.known.read(row.values)
        key = cluster.code if cluster else str(row.values.get("code") or slugify(name)[:50])
        if not problems:
            problems = self._problems(cluster, key, facts, row.number)
        if problems:
            return Judged(Verdict.REJECTED, key, name, facts, problems=tuple(problems))
        self.seen[key] = row.number
        if cluster is None:
            return Judged(Verdict.NEW, key, name, facts)
        before = facts_of(cluster, self.region)
        changed = {field: before.get(field) for field, value in facts.items() if before.get(field) != value}
        if not changed:
            return Judged(Verdict.UNCHANGED, key, cluster.name)
        return Judged(Verdict.CHANGED, key, cluster.name, {field: facts[field] for field in changed}, changed)

    def _problems(self, cluster: Cluster | None, key: str, facts: Facts, number: int) -> list[Problem]:
        if key in self.seen:
            sentence = _("Row %(row)s is about this cluster too.") % {"row": self.seen[key]}
            return [Problem("twice", sentence, "name")]
        if cluster is None:
            missing = [field for field in ("name", "kind", "main_domain") if not facts.get(field)]
            if missing:
                return [Problem("required", _("A new cluster needs this."), field) for field in missing]
            if not key or key in TAKEN_CODES or key in self.known.taken:
                return [Problem("code", _("“%(code)s” cannot be its code: give another one.") % {"code": key}, "code")]
        return _invalid(cluster, key, facts)

    def absent(self) -> Iterator[Judged]:
        for cluster in self.known.clusters:
            if cluster.code not in self.seen:
                yield Judged(Verdict.ABSENT, cluster.code, cluster.name)


class ClustersTarget(Target):
    key = "clusters"
    name = gettext_lazy("Clusters")
    hint = gettext_lazy(
        "One row a cluster. Empty cells change nothing, and a cluster that is not in the file stays as it is."
    )

    def sheets(self, region: Region) -> tuple[Sheet, ...]:
        return (cluster_sheet(region),)

    def judge(self, upload: Upload) -> ClustersJudge:
        return ClustersJudge(upload.region)

    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        known = Known(upload.region)
        if state_of(known) != upload.compared_with:
            raise Refusal(_("The clusters have changed since the file was checked: check it again."), code="moved")
        with set_actor(person):
            for row in rows:
                if row.verdict == Verdict.NEW:
                    cluster = create(known, row.key, row.values)
                    yield Change(row.key, cluster.name, None, facts_of(cluster, upload.region))
                elif row.verdict == Verdict.CHANGED:
                    update(known, known.by_code[row.key], row.values)
                    yield Change(row.key, row.label, row.before, row.values)

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        known, kept = Known(upload.region), {}
        with set_actor(person):
            for change in upload.changes.all():
                if sentence := _take_back(known, change.key, change.before, change.after or {}):
                    kept[change.key] = sentence
        return kept


def _take_back(known: Known, code: str, before: Facts | None, after: Facts) -> str:
    """Why it is left as it is; empty once taken back."""
    cluster = known.by_code.get(code)
    if cluster is None:
        return _("It is no longer among the clusters of the region.")
    now = facts_of(cluster, known.region)
    edited = [field for field in after if now.get(field) != after[field]]
    if edited:
        return _("It was edited since: %(fields)s.") % {"fields": ", ".join(known.label_of(field) for field in edited)}
    if before is None:
        if is_used(cluster):
            return _("It is in use: reports, people or organisations belong to it.")
        cluster.delete()
        return ""
    update(known, cluster, before)
    return ""


def _invalid(cluster: Cluster | None, key: str, facts: Facts) -> list[Problem]:
    """What the model itself would refuse."""
    trial = Cluster(pk=cluster.pk if cluster else None, code=key)
    fields = {"code", *(field for field in ("name", "full_name", "town", "website") if facts.get(field))}
    for field in fields - {"code"}:
        setattr(trial, field, facts[field])
    try:
        trial.clean_fields(exclude={field.name for field in Cluster._meta.fields} - fields)
        if "name" in facts and Cluster.objects.filter(name=facts["name"]).exclude(pk=trial.pk).exists():
            return [Problem("name", _("Another cluster has this name."), "name")]
    except ValidationError as error:
        return [Problem("invalid", " ".join(sentences), field) for field, sentences in error.message_dict.items()]
    return []


def state_of(known: Known) -> str:
    facts = [f"{cluster.code} {facts_of(cluster, known.region)}" for cluster in known.clusters]
    return sha256("\n".join(facts).encode()).hexdigest()


register(ClustersTarget())
