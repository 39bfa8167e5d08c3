"""What a report is asked and what it answers, question by question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet, prefetch_related_objects

from monitoring.campaigns.kinds import Progress, read_all_once
from monitoring.campaigns.models import Report, Revision
from monitoring.objectives.models import Answer, Asked, Indicator, Topic, value_key
from monitoring.objectives.values import Content, content_of
from monitoring.territory.models import Domain


@dataclass(frozen=True)
class Question:
    """One value asked of one cluster: an indicator, for one of its domains where the indicator is broken down."""

    indicator: Indicator
    domain: Domain | None
    is_required: bool
    asked_at: datetime
    answer: Answer | None = None

    @property
    def key(self) -> str:
        return value_key(self.indicator.code, self.domain.code if self.domain else None)

    @property
    def label(self) -> str:
        return f"{self.indicator.label} – {self.domain.name}" if self.domain else str(self.indicator.label)

    @property
    def content(self) -> Content:
        return content_of(self.answer)

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0


@dataclass(frozen=True)
class Filing:
    """What one revision of a report answers; without a revision, what it will be asked."""

    report: Report
    revision: Revision | None
    questions: tuple[Question, ...]

    @cached_property
    def topics(self) -> list[Topic]:
        """In the order in which they are asked."""
        return list({question.indicator.topic_id: question.indicator.topic for question in self.questions}.values())

    @property
    def asks_for_stories(self) -> bool:
        return any(topic.asks_for_stories for topic in self.topics)

    def of_topic(self, topic: Topic) -> list[Question]:
        return [question for question in self.questions if question.indicator.topic_id == topic.pk]

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def is_asked(self, question: Question) -> bool:
        """Whether it was asked when this revision was sent: what came later is “not asked”, not empty."""
        sealed_at = self.revision.sealed_at if self.revision else None
        return sealed_at is None or question.asked_at <= sealed_at or question.content.is_answered


def filing_of(report: Report, revision: Revision | None) -> Filing:
    """In four queries, whatever the number of indicators."""
    given = answers_of_all([revision])[revision.pk] if revision else []
    return _filing(report, revision, list(_asked([report])), given)


def filings_of(revisions: list[Revision]) -> dict[int, Filing]:
    """By revision, in four queries, whatever their number."""
    reports = [revision.report for revision in revisions]
    prefetch_related_objects([report.cluster for report in reports], "main_domain", "other_domains")
    asked, answers = list(_asked(reports)), answers_of_all(revisions)
    return {
        revision.pk: _filing(
            revision.report,
            revision,
            [row for row in asked if row.campaign_id == revision.report.campaign_id],
            answers[revision.pk],
        )
        for revision in revisions
    }


def _asked(reports: list[Report]) -> QuerySet[Asked]:
    asked = Asked.objects.filter(campaign__in={report.campaign_id for report in reports})
    with_all = asked.select_related("indicator__topic", "indicator__part_of").prefetch_related("indicator__domains")
    return with_all.order_by("indicator__topic__position", "indicator__position", "indicator__pk")


def _filing(report: Report, revision: Revision | None, asked: list[Asked], given: list[Answer]) -> Filing:
    domains = domains_of(report)
    answers = {(answer.indicator_id, answer.domain_id): answer for answer in given}
    questions = [
        Question(row.indicator, domain, row.is_required, row.added_at, answers.get((row.indicator_id, _pk(domain))))
        for row in asked
        if _concerns(row.indicator, domains)
        for domain in _broken_down(row.indicator, domains, answers.values())
    ]
    return Filing(report, revision, tuple(questions))


def domains_of(report: Report) -> list[Domain]:
    """The cluster's domains as the region that asks names them, the main one first."""
    cluster, region = report.cluster, report.campaign.region_id
    main = cluster.main_domain
    others = [domain for domain in cluster.other_domains.all() if domain.pk != main.pk]
    return [domain for domain in (main, *others) if domain.region_id == region]


def answers_of_all(revisions: Iterable[Revision]) -> dict[int, list[Answer]]:
    """By revision, in the order in which they are asked."""
    return read_all_once(revisions, "answers", _answers)


def _answers(revisions: list[Revision]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = {revision.pk: [] for revision in revisions}
    answers = Answer.objects.filter(revision__in=revisions).select_related("indicator__topic", "domain", "edited_by")
    for answer in answers.order_by("indicator__topic__position", "indicator__position", "domain__position"):
        found[answer.revision_id].append(answer)
    return found


def _concerns(indicator: Indicator, domains: list[Domain]) -> bool:
    """An indicator specific to domains is asked of their clusters alone."""
    specific = {domain.pk for domain in indicator.domains.all()}
    return not specific or any(domain.pk in specific for domain in domains)


def _broken_down(indicator: Indicator, domains: list[Domain], answers: Iterable[Answer]) -> list[Domain | None]:
    """One question per domain of the cluster, and per domain it has answered for before its domains changed."""
    if not indicator.is_by_domain or not domains:
        return [None]
    known = {domain.pk for domain in domains}
    former = [
        answer.domain
        for answer in answers
        if answer.indicator_id == indicator.pk and answer.domain and answer.domain_id not in known
    ]
    return [*domains, *former]


def _pk(domain: Domain | None) -> int | None:
    return domain.pk if domain else None


def progress_of(questions: list[Question]) -> tuple[Progress, int, int]:
    """How far a section has come: its state, answers given, answers asked."""
    done = sum(question.content.is_answered for question in questions)
    total = len(questions)
    required = [question for question in questions if question.is_required]
    if (required and all(question.content.is_answered for question in required)) or (total and done == total):
        return Progress.DONE, done, total
    if done:
        return Progress.IN_PROGRESS, done, total
    return (Progress.TO_DO if required else Progress.OPTIONAL), done, total
