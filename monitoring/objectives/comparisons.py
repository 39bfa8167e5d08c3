"""A value against the cluster's own past and its own target, never against another cluster's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from clusterix.lib.periods import Period
from monitoring.campaigns.models import Report, Revision
from monitoring.clusters.models import Succession
from monitoring.objectives.models import Answer, Indicator, Target
from monitoring.objectives.queries import Filing, Question
from monitoring.objectives.values import Content, bare, brief, content_of

Aggregation = Indicator.Aggregation


@dataclass(frozen=True)
class Comparison:
    """What one value is read beside, all from accepted reports of this cluster and of those it came from."""

    question: Question
    period: Period
    previous: Content | None = None
    year_before: Content | None = None
    # The earlier periods of the year that have an accepted number, oldest first.
    earlier: tuple[Decimal, ...] = ()
    # The earlier periods of the year that have none: the year so far goes without them.
    lacking: tuple[Period, ...] = ()
    # Agreed for the cluster as a whole, not for each of its domains.
    target: Target | None = field(default=None)

    @property
    def indicator(self) -> Indicator:
        return self.question.indicator

    @property
    def so_far(self) -> Decimal | None:
        """The year so far, the value being filled in included; None when nothing is known of it."""
        return so_far(self.indicator, self.earlier, self.question.content.number)

    @property
    def is_so_far_known(self) -> bool:
        return self.so_far is not None

    @property
    def has_year_before(self) -> bool:
        """Whether the year before is another period than the previous one."""
        return self.period.year_before() != self.period.previous()

    @property
    def previous_words(self) -> str:
        return brief(self.indicator, self.previous)

    @property
    def year_before_words(self) -> str:
        return brief(self.indicator, self.year_before)

    @property
    def so_far_words(self) -> str:
        return bare(self.indicator, self.so_far)

    @property
    def target_words(self) -> str:
        return bare(self.indicator, self.target.value if self.target else None)

    @property
    def lacking_words(self) -> str:
        """Which quarters the year so far goes without, as a sentence; empty when it is whole."""
        if not self.lacking or self.so_far is None:
            return ""
        return _("without %(periods)s") % {"periods": ", ".join(period.short_label for period in self.lacking)}


def so_far(indicator: Indicator, earlier: Iterable[Decimal], current: Decimal | None) -> Decimal | None:
    """Numbers of one year put together as the indicator says: added up, the last known one, or their mean."""
    numbers = [*earlier, *([] if current is None else [current])]
    if not numbers:
        return None
    if indicator.aggregation == Aggregation.SUM:
        return sum(numbers, Decimal(0))
    if indicator.aggregation == Aggregation.LAST:
        return numbers[-1]
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.01"))


def compare(filing: Filing) -> dict[str, Comparison]:
    """By key of value, in three queries."""
    report = filing.report
    period = report.campaign.period
    series = series_of(report, {period.previous(), period.year_before(), *period.so_far()})
    targets = {
        target.indicator_id: target
        for target in Target.objects.current().filter(
            cluster=report.cluster_id, region=report.campaign.region_id, year=period.year
        )
    }
    return {
        question.key: _compare_one(question, period, series, targets.get(question.indicator.pk))
        for question in filing.questions
    }


Series = dict[tuple[int, int | None, Period], Content]


def _compare_one(question: Question, period: Period, series: Series, target: Target | None) -> Comparison:
    domain = question.domain.pk if question.domain else None

    def at(when: Period) -> Content | None:
        return series.get((question.indicator.pk, domain, when))

    before = [when for when in period.so_far() if when != period]
    known = {when: found.number for when in before if (found := at(when)) and found.number is not None}
    return Comparison(
        question=question,
        period=period,
        previous=at(period.previous()),
        year_before=at(period.year_before()),
        earlier=tuple(known[when] for when in before if when in known),
        lacking=tuple(when for when in before if when not in known),
        target=target,
    )


def series_of(report: Report, periods: set[Period]) -> Series:
    """The accepted answers of the cluster and its predecessors, put together period by period."""
    cluster = report.cluster_id
    clusters = {cluster} | Succession.objects.predecessors_of([cluster])
    revisions = Revision.objects.accepted().filter(
        report__cluster__in=clusters,
        report__is_rehearsal=False,
        report__campaign__region=report.campaign.region_id,
        report__campaign__kind=report.campaign.kind,
        report__campaign__period__in=periods,
    )
    found: dict[tuple[int, int | None, Period], dict[int, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(revision__in=revisions).select_related(
        "indicator", "revision__report__campaign"
    ):
        declared = answer.revision.report
        found[answer.indicator_id, answer.domain_id, declared.campaign.period][declared.cluster_id] = answer
    return {key: _together(answers, cluster) for key, answers in found.items()}


def _together(answers: dict[int, Answer], cluster: int) -> Content:
    """One cluster's answer, or the sum over the clusters that merged; what cannot be added up stays its own."""
    first = answers.get(cluster) or next(iter(answers.values()))
    numbers = [answer.number for answer in answers.values() if answer.number is not None]
    if len(answers) == 1 or not numbers or first.indicator.value_type == Indicator.ValueType.SHARE:
        return content_of(first)
    return Content(Answer.Status.VALUE, number=sum(numbers, Decimal(0)))
