"""Figures of past quarters and years: one value a row, or one row a cluster with a column for each indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.copying import insert_rows
from clusterix.lib.periods import Quarter, Year
from clusterix.lib.workbooks.specification.cells import CellValue
from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Problem, Sheet
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Revision
from monitoring.imports.targets import register
from monitoring.imports.targets.figures import Line, answers_of, content_in, key_of, line_of, plain, said, stored
from monitoring.imports.targets.filing import VERSION, FilingJudge, FilingTarget, Place
from monitoring.imports.targets.places import cluster_field, period_fields
from monitoring.objectives.models import Answer, Asked, Indicator
from monitoring.objectives.values import Content, ValueRefused, say
from monitoring.people.models import Person
from monitoring.territory.models import Domain, Region
from monitoring.uploads.importers import CheckedRow, Judged
from monitoring.uploads.models import StagedRow, Upload, Verdict

COLUMN = "indicator:"
# Where a staged row keeps the answers it gives, by line.
ANSWERS = "_answers"
LONG, WIDE = "figures", "figures-wide"


def indicators_of(region: Region) -> list[Indicator]:
    known = Indicator.objects.filter(topic__framework__region=region, published_at__isnull=False)
    return list(known.select_related("topic").order_by("topic__framework", "topic__position", "position"))


@dataclass(frozen=True)
class Given:
    """One value of a row: the column it stands in, and the answer it is."""

    field: str
    indicator: Indicator
    line: str
    content: Content


class ObjectivesJudge(FilingJudge):
    """Compares the figures of a file with the accepted ones."""

    def __init__(self, target: FilingTarget, upload: Upload) -> None:
        super().__init__(target, upload)
        self.indicators = {indicator.code: indicator for indicator in indicators_of(upload.region)}
        self.domains = {domain.code: domain.pk for domain in Domain.objects.filter(region=upload.region)}
        asked = Asked.objects.filter(campaign__in=self.past.campaigns.values())
        self.asked = defaultdict(set)
        for campaign, indicator in asked.values_list("campaign_id", "indicator_id"):
            self.asked[campaign].add(indicator)
        self.answers: dict[int, dict[str, dict[str, Any]]] = {}
        self.seen: dict[str, int] = {}

    def judge_line(self, place: Place, row: CheckedRow) -> Judged | None:
        given, problems = self._given(place, row)
        label = f"{place.cluster}, {place.period.label}"
        if len(given) == 1:
            label = f"{label} – {given[0].indicator.label}"
        if not problems:
            twice = [place.key(one.line) for one in given if place.key(one.line) in self.seen]
            sentences = [_("Row %(row)s gives this value too.") % {"row": self.seen[key]} for key in twice]
            problems = [Problem("twice", sentence) for sentence in sentences[:1]]
        if problems:
            return Judged(Verdict.REJECTED, place.key(""), label, problems=tuple(problems))
        if not given:
            return None
        self.seen.update(dict.fromkeys((place.key(one.line) for one in given), row.number))
        return self._compared(place, label, given)

    def _compared(self, place: Place, label: str, given: list[Given]) -> Judged:
        """Answers to write are kept beside the words that a person reads of them."""
        known = self._known(place)
        changed = [one for one in given if known.get(one.line) != plain(one.content)]
        if not changed:
            return Judged(Verdict.UNCHANGED, place.key(given[0].line), label)
        before = {one.field: say(one.indicator, said(known[one.line])) for one in changed if one.line in known}
        values = {one.field: say(one.indicator, one.content) for one in changed}
        kept = {VERSION: place.version, ANSWERS: {one.line: plain(one.content) for one in changed}}
        verdict = Verdict.CHANGED if before else Verdict.NEW
        return Judged(verdict, place.key(given[0].line), label, values | kept, before)

    def _given(self, place: Place, row: CheckedRow) -> tuple[list[Given], list[Problem]]:
        given, problems = [], []
        for field, indicator, domain, cell in self._cells(row):
            problem = self._not_asked(place, indicator, field)
            content = Content()
            try:
                content = content_in(indicator, cell, str(row.values.get("explanation") or ""))
            except ValueRefused as refusal:
                problem = problem or Problem("value", str(refusal), field)
            if problem:
                problems.append(problem)
            elif not content.is_blank:
                line = Line(indicator.pk, self._domain(place, indicator, domain)).key
                given.append(Given(field, indicator, line, content))
        return given, problems

    def _cells(self, row: CheckedRow) -> list[tuple[str, Indicator, str, CellValue]]:
        values = row.values
        if values.get("indicator"):
            cell = values.get("value")
            return [("value", self.indicators[values["indicator"]], str(values.get("domain") or ""), cell)]
        wide = [field for field in values if field.startswith(COLUMN)]
        return [(field, self.indicators[field.removeprefix(COLUMN)], "", values[field]) for field in wide]

    def _domain(self, place: Place, indicator: Indicator, code: str) -> int | None:
        """Without a domain, a value given by domain belongs to the cluster's main one: it carries its totals."""
        if not indicator.is_by_domain:
            return None
        return self.domains.get(code) or place.cluster.main_domain_id

    def _not_asked(self, place: Place, indicator: Indicator, field: str) -> Problem | None:
        """What a campaign of the clusters did not ask has no place in its reports."""
        campaign = self.past.campaigns.get(str(place.period))
        if campaign is None or campaign.is_legacy or indicator.pk in self.asked[campaign.pk]:
            return None
        sentence = _("“%(indicator)s” was not asked in %(period)s.")
        words = {"indicator": indicator.label, "period": place.period.label}
        return Problem("not_asked", sentence % words, "indicator" if field == "value" else field)

    def _known(self, place: Place) -> dict[str, dict[str, Any]]:
        if place.accepted is None:
            return {}
        if place.accepted.pk not in self.answers:
            self.answers[place.accepted.pk] = answers_of(place.accepted)
        return self.answers[place.accepted.pk]


class ObjectivesTarget(FilingTarget):
    key = "objectives"
    kind = "objectives"
    name = gettext_lazy("Figures of past quarters")
    hint = gettext_lazy(
        "One value a row (cluster, period, indicator, value), or one row a cluster with a column for each indicator. "
        "Each report of the file is accepted at once; values that are not in the file stay as they are."
    )
    periods = (Quarter, Year)

    def sheets(self, region: Region) -> tuple[Sheet, ...]:
        indicators = indicators_of(region)
        where = (cluster_field(region), *period_fields(has_quarters=True))
        title = gettext_lazy("Figures")
        return (
            Sheet(LONG, title, (*where, *_long_fields(region, indicators)), spare_rows=500),
            Sheet(WIDE, title, (*where, *(_column(indicator) for indicator in indicators)), spare_rows=200),
        )

    def judge(self, upload: Upload) -> ObjectivesJudge:
        return ObjectivesJudge(self, upload)

    def fill(
        self, revision: Revision, former: Revision | None, lines: list[StagedRow], prepared: Any, person: Person
    ) -> list[str]:
        campaign = revision.report.campaign
        if former:
            kind_of(campaign).carry_over(former, revision)
        given = {line: content for row in lines for line, content in row.values[ANSWERS].items()}
        if campaign.is_legacy:
            _ask(revision, given)
        held = {key_of(answer): answer for answer in Answer.objects.filter(revision=revision)}
        now = timezone.now()
        for line, answer in held.items():
            if line in given:
                content = given[line]
                number = Decimal(content["number"]) if content["number"] else None
                rest = {"version": answer.version + 1, "edited_by": person, "edited_at": now}
                Answer.objects.filter(pk=answer.pk).update(**(content | {"number": number}), **rest)
        fields = ("revision", "indicator", "domain", "status", "number", "text", "explanation")
        fresh = [
            (revision.pk, each.indicator, each.domain, *stored(content), 1, person.pk, now)
            for line, content in given.items()
            if line not in held
            for each in (line_of(line),)
        ]
        insert_rows(Answer, (*fields, "version", "edited_by", "edited_at"), fresh)
        return []


def _ask(revision: Revision, given: Mapping[str, Any]) -> None:
    """A campaign made from past files asks what the files tell, and requires nothing."""
    wanted = {line_of(line).indicator for line in given}
    campaign = revision.report.campaign
    known = set(Asked.objects.filter(campaign=campaign, indicator__in=wanted).values_list("indicator_id", flat=True))
    Asked.objects.bulk_create(
        Asked(campaign=campaign, indicator_id=indicator, is_required=False) for indicator in sorted(wanted - known)
    )


def _long_fields(region: Region, indicators: list[Indicator]) -> tuple[Field, ...]:
    choices = tuple(Choice(each.code, each.label, (each.label_fr, each.label_en)) for each in indicators)
    domains = tuple(
        Choice(domain.code, domain.name, (domain.name_fr, domain.name_en))
        for domain in Domain.objects.filter(region=region)
    )
    return (
        Field(
            "indicator",
            gettext_lazy("Indicator"),
            FieldType.CHOICE,
            synonyms=("indicateur", "intitulé de l'indicateur", "libellé", "objectif", "mesure", "action", "indicator"),
            choices=choices,
            is_required=True,
            width=44,
        ),
        Field(
            "domain",
            gettext_lazy("Domain"),
            FieldType.CHOICE,
            help=gettext_lazy("For indicators given by domain; empty stands for the cluster's main one."),
            synonyms=("domaine", "domaine d'excellence", "filière", "domain"),
            choices=domains,
            width=24,
        ),
        Field(
            "value",
            gettext_lazy("Value"),
            FieldType.RAW,
            synonyms=("valeur", "résultat", "réalisé", "nombre", "total", "chiffre", "value", "figure", "number"),
            is_required=True,
        ),
        Field(
            "explanation",
            gettext_lazy("Explanation"),
            synonyms=("commentaire", "commentaires", "explication", "précisions", "observations", "comment"),
            most=300,
            width=40,
        ),
    )


def _column(indicator: Indicator) -> Field:
    return Field(
        f"{COLUMN}{indicator.code}",
        indicator.label,
        FieldType.RAW,
        synonyms=(indicator.label_fr, indicator.label_en, indicator.code),
        width=18,
    )


register(ObjectivesTarget())
