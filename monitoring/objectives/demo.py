"""Figures of the demonstration: each cluster has its own size and habits, each quarter its own weather."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from random import Random

from monitoring.campaigns.demo import Filing, Stage, moment
from monitoring.campaigns.models import Campaign
from monitoring.clusters.models import Cluster
from monitoring.objectives.models import Answer, Asked, Indicator, Target
from monitoring.territory.models import Domain

# What a middling cluster reports in a quarter, by indicator code; others report between 1 and 6.
USUAL = {"members-gained": (1, 7), "prospecting-actions": (5, 22), "collective-actions": (3, 10)}
# A quarter that stands out, with the reason its cluster gave: (cluster, quarters before the running one).
STANDING_OUT = {
    ("minalogic", 1): "Semaine du numérique en juillet : neuf ateliers en cinq jours.",
    ("lyonbiopole", 0): "Deux salons internationaux la même semaine, avec douze adhérents.",
    ("tenerrdis", 0): "",
    ("axelera", 5): "Vingt ans du pôle : une série de rencontres dans cinq départements.",
}


def ask(campaign: Campaign, indicators: Iterable[Indicator]) -> None:
    Asked.objects.bulk_create(
        Asked(
            campaign=campaign,
            indicator=indicator,
            is_required=indicator.is_required,
            added_at=moment(campaign.opens_on, "asked", 8),
        )
        for indicator in indicators
    )


def fill(filings: list[Filing], indicators: list[Indicator], running_index: int) -> None:
    """Write the answers of one campaign's revisions; `running_index` counts quarters before the running one."""
    answers: list[Answer] = []
    for filing in filings:
        answers += _answers(filing, indicators, running_index)
    Answer.objects.bulk_create(answers)


def _answers(filing: Filing, indicators: list[Indicator], running_index: int) -> list[Answer]:
    cluster = filing.report.cluster
    answers: list[Answer] = []
    parents: dict[int, int] = {}
    asked = [(indicator, domain) for indicator in indicators for domain in _domains(indicator, cluster)]
    for indicator, domain in asked[: round(len(asked) * filing.completeness)]:
        seed = f"{cluster.code} {indicator.code} {domain.code if domain else ''}"
        answer = Answer(
            revision=filing.revision,
            indicator=indicator,
            domain=domain,
            edited_by=filing.revision.opened_by,
            edited_at=filing.revision.sealed_at or filing.revision.opened_at,
        )
        if indicator.is_number:
            number = _number(seed, f"{seed} {filing.report.campaign.period}", indicator)
            if indicator.part_of_id in parents:
                number = min(number, parents[indicator.part_of_id])
            answer.status, answer.number = Answer.Status.VALUE, Decimal(number)
            parents[indicator.pk] = number
        else:
            answer.status, answer.text = Answer.Status.VALUE, _text(f"{seed} {filing.report.campaign.period}", domain)
        answers.append(answer)
    _let_one_stand_out(answers, cluster, running_index)
    return answers


def _domains(indicator: Indicator, cluster: Cluster) -> list[Domain | None]:
    return [cluster.main_domain, *cluster.other_domains.all()] if indicator.is_by_domain else [None]


def _number(seed: str, moment: str, indicator: Indicator) -> int:
    """The cluster's own level, a season, and chance; now and then nothing happened, which is zero."""
    low, high = USUAL.get(indicator.code, (1, 6))
    level = Random(seed).uniform(low, high)
    if Random(f"{moment} none").random() < 0.03:
        return 0
    return max(0, round(level * Random(moment).uniform(0.7, 1.35)))


def _text(moment: str, domain: Domain | None) -> str:
    sentences = (
        "Deux ateliers de la feuille de route coanimés avec la Région ; compte rendu partagé avec les laboratoires.",
        "Contribution écrite à la feuille de route, relue par cinq entreprises adhérentes.",
        "Participation au comité du domaine et animation d’un groupe de travail entre filières.",
        "Préparation d’une fiche projet commune avec un autre cluster du domaine.",
    )
    return Random(f"{moment} {domain}").choice(sentences)


def _let_one_stand_out(answers: list[Answer], cluster: Cluster, running_index: int) -> None:
    reason = STANDING_OUT.get((cluster.code, running_index))
    numbers = [answer for answer in answers if answer.number is not None and answer.indicator.part_of_id is None]
    if reason is None or not numbers:
        return
    chosen = next((answer for answer in numbers if answer.indicator.code == "collective-actions"), numbers[-1])
    chosen.number = Decimal(max(18, int(chosen.number or 0) * 4))
    chosen.explanation = reason


def set_targets(stage: Stage, clusters: list[Cluster], indicators: list[Indicator]) -> None:
    """A little more than what is usual, for every year shown; agreed by the manager, but for the newest three."""
    targets = []
    years = sorted({quarter.year for quarter in stage.quarters()})
    summed = [
        i for i in indicators if i.is_number and i.aggregation == Indicator.Aggregation.SUM and not i.is_by_domain
    ]
    for number, cluster in enumerate(clusters):
        manager = stage.managers[cluster.pk]
        for year in years:
            is_agreed = year != years[-1] or number % 8 != 0
            for indicator in summed:
                low, high = USUAL.get(indicator.code, (1, 6))
                usual = Random(f"{cluster.code} {indicator.code} ").uniform(low, high) * 4
                targets.append(
                    Target(
                        cluster=cluster,
                        region=stage.region,
                        indicator=indicator,
                        year=year,
                        value=max(2, round(usual * 1.05)),
                        set_by=stage.officers[number % len(stage.officers)],
                        set_at=moment(date(year, 1, 15), "target"),
                        agreed_by=manager if is_agreed else None,
                        agreed_at=moment(date(year, 2, 1), "target") if is_agreed else None,
                    )
                )
    Target.objects.bulk_create(targets)
