"""Questions answered by the quarterly objectives: one panel a topic, for the region, a domain or a cluster.

The elected home, the page of a cluster and the manager's preview are made here, so that they say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from clusterix.lib.alphabet import alphabetically
from clusterix.lib.panels import Definition, Panel, Standing, Table, Words
from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Revision
from monitoring.objectives import sentences
from monitoring.objectives.charts import empty_table, table_and_figure
from monitoring.objectives.discretion import discreet, discreet_parts
from monitoring.objectives.models import Indicator
from monitoring.objectives.reading import Reading, read_with, whole_predecessors
from monitoring.objectives.series import Series, ValueType, by_domain, latest_answers, lineage, series_of
from monitoring.objectives.subject import Subject


def topics_of(reading: Reading, upto: Quarter) -> list[list[Indicator]]:
    """The indicators of a year up to a quarter, topic by topic: the newest of each line, the headline first."""
    in_force = [
        indicator
        for indicator in reading.indicators.values()
        if indicator.starts_on <= upto.last_day
        and (indicator.ends_on is None or indicator.ends_on >= Quarter(upto.year, 1).first_day)
    ]
    continued = {former.pk for indicator in in_force for former in lineage(reading.indicators, indicator)[1:]}
    topics: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in in_force:
        if indicator.pk not in continued:
            topics[indicator.topic_id].append(indicator)
    # The sort is stable: among equals, the order in which they are asked.
    return [sorted(topic, key=lambda i: (i.part_of_id is not None, not i.is_number)) for topic in topics.values()]


def topic_panels(reading: Reading, subject: Subject) -> list[Panel]:
    """One panel for each topic that asks for figures."""
    return [topic_panel(reading, subject, indicators) for indicators in topics_of(reading, subject.upto)]


def preview_panels(revision: Revision) -> list[Panel]:
    """What readers will see of this report's cluster once the revision is accepted; nothing of other clusters.

    None for a yearly report, whose figures no page shows yet.
    """
    cluster, quarter = revision.report.cluster, revision.report.campaign.period
    if not isinstance(quarter, Quarter):
        return []
    clusters = frozenset({cluster.pk} | whole_predecessors(cluster))
    reading = read_with(revision, clusters, [quarter.year - 1, quarter.year])
    return topic_panels(reading, Subject(name=cluster.name, upto=quarter, clusters=clusters))


def shown_series(reading: Reading, subject: Subject, indicator: Indicator) -> Series | None:
    """The series of the subject; None where it is withheld from the reader."""
    if subject.own is not None and subject.domain is not None:
        parts = by_domain(reading, indicator, subject.upto)
        shown = discreet_parts([series for _domain, series in parts], subject.own)
        return next(s for (domain, _), s in zip(parts, shown, strict=True) if domain == subject.domain)
    series = series_of(subject.part_of(reading), indicator, subject.upto)
    return series if subject.is_cluster else discreet(series, subject.own)


def topic_panel(reading: Reading, subject: Subject, indicators: Sequence[Indicator]) -> Panel:
    """The panel of one topic: its headline drawn and said, its other indicators beside it."""
    part, headline = subject.part_of(reading), indicators[0]
    # Texts are read in the clusters' own words, unless the topic asks for nothing else.
    measured = [indicator for indicator in indicators if indicator.value_type != ValueType.TEXT] or [headline]
    series = [shown_series(reading, subject, indicator) for indicator in measured]
    shown = [one for one in series if one is not None]
    topic = headline.topic
    if series[0] is None:
        table, figure, answer = empty_table(subject, headline), None, Answered(sentences.withheld())
    else:
        table, figure = table_and_figure(part, subject, shown)
        answer = _answered(part, subject, series[0], table)
    notes = [note for one in shown for note in sentences.notes(one, is_headline=one is series[0])]
    if series[0] is not None and len(shown) < len(series):
        notes.append(sentences.others_withheld())
    if table.columns[0].key == "domain" and len(table.rows) < len(reading.domains) and not subject.is_cluster:
        notes.append(sentences.domains_withheld(len(reading.domains) - len(table.rows)))
    return Panel(
        key=topic.code,
        question=str(topic.question or topic.name),
        sentence=answer.sentence,
        summary=answer.summary,
        table=table,
        figure=figure,
        standing=standing_of(part, subject.upto, is_of_one=subject.is_cluster),
        number=answer.number,
        counts=answer.counts,
        also=tuple(sentences.further(one) for one in shown if one is not series[0] and part.counted_in(subject.upto)),
        notes=tuple(notes),
        words=words_of(part, subject, indicators),
        definitions=tuple(Definition(i.code, str(i.label), str(i.definition), str(i.how_to_count)) for i in indicators),
    )


def standing_of(part: Reading, upto: Quarter, *, is_of_one: bool = False) -> Standing:
    """How many of the reports due are counted in this quarter, and the day of the last one counted this year."""
    counted = [report for quarter in upto.so_far() for report in part.counted_in(quarter)]
    days = [report.counted_on for report in counted if report.counted_on is not None]
    return Standing(
        is_accepted=part.is_accepted,
        as_of=max(days, default=None),
        counted=len(part.counted_in(upto)),
        expected=len(part.due_in(upto)),
        period=upto,
        is_of_one=is_of_one,
    )


def words_of(part: Reading, subject: Subject, indicators: Sequence[Indicator]) -> tuple[Words, ...]:
    """What clusters wrote: the explanations of their figures, and answers that are texts.

    Of one cluster, the whole year; of a region, the quarter; to the people of a cluster, their own alone.
    """
    quarters = subject.upto.so_far() if subject.is_cluster else (subject.upto,)
    asked = {i.pk: i for indicator in indicators for i in lineage(part.indicators, indicator)}
    found = []
    for answer in part.given:
        report, indicator = answer.report, asked.get(answer.indicator_id)
        if indicator is None or report.quarter not in quarters:
            continue
        if subject.own is not None and report.cluster_id not in subject.own:
            continue
        written = answer.text if indicator.value_type == ValueType.TEXT else ""
        found += [
            Words(report.cluster, report.quarter, str(indicator.label), text)
            for text in (written, answer.explanation)
            if text
        ]
    return tuple(sorted(found, key=lambda words: (alphabetically(words.who), str(words.period), words.about)))


@dataclass(frozen=True)
class Answered:
    sentence: str
    summary: str = ""
    number: str = ""
    counts: str = ""


def _answered(part: Reading, subject: Subject, series: Series, table: Table) -> Answered:
    indicator, value, upto = series.indicator, series.value, subject.upto
    if value is None:
        due, counted = len(part.due_in(upto)), len(part.counted_in(upto))
        return Answered(sentences.nothing(due=due, counted=counted, upto=upto))
    if subject.is_cluster and not indicator.is_number:
        return Answered(sentences.said(indicator, latest_answers(part, indicator, upto)))
    summary = sentences.summary(series, upto)
    if table.columns[0].key == "domain":
        active = sum(bool(row["so_far"]) for row in table.rows)
        summary = f"{summary} {sentences.spread(active, len(table.rows))}".strip()
    return Answered(
        sentence=sentences.answer(
            series, value, upto, is_whole=upto.number == 4 and standing_of(part, upto).is_complete
        ),
        summary=summary,
        number=sentences.number_of(indicator, value),
        counts=sentences.counted_of(indicator, value) or str(indicator.label),
    )
