"""The report on objectives: operational ones by quarter (Action plan, action 3), strategic ones by year (action 4)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.copying import insert_from
from clusterix.lib.panels import Panel
from clusterix.lib.periods import Period, Quarter, Year
from monitoring.campaigns.kinds import (
    Change,
    Missing,
    Place,
    Progress,
    ReportKind,
    ReviewRow,
    Section,
    read_once,
    register,
)
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.objectives.asking import indicators_in_force
from monitoring.objectives.comparisons import Comparison, compare
from monitoring.objectives.flags import exceeds_whole, worth_a_look
from monitoring.objectives.importer import IMPORTER
from monitoring.objectives.models import Answer, Asked, Indicator
from monitoring.objectives.panels import preview_panels
from monitoring.objectives.queries import Filing, Question, answers_of_all, filing_of, filings_of, progress_of
from monitoring.objectives.values import content_of, plain_of, say
from monitoring.stories.carrying import carry_over_stories
from monitoring.stories.queries import SECTION as STORIES
from monitoring.stories.queries import content_of_story, stories_by_revision, stories_of, story_key
from monitoring.stories.reporting import (
    changes_of_stories,
    hint_of_stories,
    missing_of_stories,
    review_rows_of_stories,
    story_url,
)

# Its version too: a page that shows the former revision saves into the next one without a false conflict.
CARRIED = ("indicator", "domain", "status", "number", "text", "explanation", "version", "edited_by", "edited_at")


class ObjectivesKind(ReportKind):
    key = "objectives"
    name = gettext_lazy("Objectives")
    periods = (Quarter, Year)
    importer = IMPORTER

    def title(self, period: Period) -> str:
        if isinstance(period, Quarter):
            return _("Operational objectives, %(period)s") % {"period": period.label}
        return _("Strategic objectives, %(period)s") % {"period": period.label}

    def prepare(self, campaign: Campaign) -> None:
        Asked.objects.bulk_create(
            Asked(campaign=campaign, indicator=indicator, is_required=indicator.is_required)
            for indicator in indicators_in_force(campaign)
        )

    def asked_url(self, campaign: Campaign) -> str:
        return reverse("campaign-asked", args=[campaign.pk])

    def blockers(self, campaign: Campaign) -> list[str]:
        asked = list(Asked.objects.filter(campaign=campaign).select_related("indicator__topic"))
        if not asked:
            return [_("This campaign asks no indicator yet: choose what it asks.")]
        return [
            _("“%(indicator)s” is not published: publish it, or take it out of the campaign.") % {"indicator": row}
            for row in asked
            if row.indicator.published_at is None
        ]

    def sections(self, report: Report, revision: Revision | None) -> list[Section]:
        filing = _filing(report, revision)
        return sections_of(filing, len(stories_of(revision)) if filing.asks_for_stories else 0)

    def missing(self, revision: Revision) -> list[Missing]:
        filing = _filing(revision.report, revision)
        found = [missing for question in filing.questions if (missing := _missing(filing, question))]
        return found + missing_of_stories(revision)

    def complete(self, revisions: list[Revision]) -> list[Revision]:
        """All of them read at once."""
        filings, stories = filings_of(revisions), stories_by_revision(revisions)
        for revision in revisions:
            revision.reading = {"filing": filings[revision.pk], "stories": stories[revision.pk]}
        return [revision for revision in revisions if not self.missing(revision)]

    def review_rows(self, revision: Revision) -> list[ReviewRow]:
        filing = _filing(revision.report, revision)
        comparisons = compare(filing)
        rows = [_row(filing, question, comparisons) for question in filing.questions]
        return rows + review_rows_of_stories(revision)

    def places(self, report: Report, revision: Revision | None, keys: Iterable[str]) -> dict[str, Place]:
        wanted, filing = set(keys), _filing(report, revision)
        places = {
            question.key: Place(question.label, question.indicator.topic.code, _place_of(report, question))
            for question in filing.questions
            if question.key in wanted
        }
        for version in stories_of(filing.revision) if any(key.startswith("story:") for key in wanted) else []:
            if story_key(version) in wanted:
                places[story_key(version)] = Place(str(version), STORIES, story_url(report, version))
        return places

    def carry_over(self, source: Revision, target: Revision) -> None:
        columns = (
            "indicator",
            "domain",
            "status",
            "number",
            "text",
            "explanation",
            "version",
            "edited_by",
            "edited_at",
        )
        rows = Answer.objects.filter(revision=source).values_list(Value(target.pk), *columns)
        insert_from(Answer, ("revision", *columns), rows)
        carry_over_stories(source, target)

    def differences(self, before: Revision, after: Revision) -> list[Change]:
        return [*_changed_answers(before, after), *changes_of_stories(before, after)]

    def content(self, revision: Revision) -> dict[str, object]:
        answers = Answer.objects.filter(revision=revision).select_related("indicator", "domain")
        return {
            "answers": {
                answer.key: plain_of(content_of(answer)) for answer in answers if not content_of(answer).is_blank
            },
            "stories": {story_key(version): content_of_story(version) for version in stories_of(revision)},
        }

    def preview(self, revision: Revision) -> list[Panel]:
        return preview_panels(revision)


def _filing(report: Report, revision: Revision | None) -> Filing:
    return read_once(revision, "filing", lambda: filing_of(report, revision))


def section_url(report: Report, topic: str, key: str = "") -> str:
    address = reverse("report-section", kwargs={"uuid": report.uuid, "topic": topic})
    return f"{address}#{key}" if key else address


def sections_of(filing: Filing, stories: int) -> list[Section]:
    """One section per topic, then the stories where a topic asks for them."""
    sections = []
    for topic in filing.topics:
        progress, done, total = progress_of(filing.of_topic(topic))
        sections.append(
            Section(topic.code, str(topic.name), section_url(filing.report, topic.code), progress, done, total)
        )
    if filing.asks_for_stories:
        progress = Progress.DONE if stories else Progress.OPTIONAL
        url = section_url(filing.report, STORIES)
        hint = hint_of_stories(filing.report, stories)
        sections.append(Section(STORIES, _("Tell a success"), url, progress, stories, stories, hint))
    return sections


def _place_of(report: Report, question: Question) -> str:
    return section_url(report, question.indicator.topic.code, question.key)


def _missing(filing: Filing, question: Question) -> Missing | None:
    url = _place_of(filing.report, question)
    if question.is_required and not question.content.is_answered:
        sentence = _("“%(label)s” has no value yet: write one, or say that it is not available or does not apply.")
        return Missing(question.key, question.label, sentence % {"label": question.label}, url)
    for sentence in exceeds_whole(filing, question):
        return Missing(question.key, question.label, sentence, url)
    return None


def _row(filing: Filing, question: Question, comparisons: dict[str, Comparison]) -> ReviewRow:
    comparison = comparisons[question.key]
    is_asked = filing.is_asked(question)
    return ReviewRow(
        key=question.key,
        section=str(question.indicator.topic.name),
        label=question.label,
        value=say(question.indicator, question.content) if is_asked else _("Not asked"),
        previous=comparison.previous_words,
        year_before=comparison.year_before_words,
        flags=worth_a_look(filing, comparison) if is_asked else (),
        explanation=question.content.explanation,
        is_long=question.indicator.value_type == Indicator.ValueType.TEXT,
    )


def _changed_answers(before: Revision, after: Revision) -> list[Change]:
    given = answers_of_all([before, after])
    old, new = ({answer.key: answer for answer in given[revision.pk]} for revision in (before, after))
    return [
        _change(old.get(key), new.get(key))
        for key in {**old, **new}
        if content_of(old.get(key)) != content_of(new.get(key))
    ]


def _change(old: Answer | None, new: Answer | None) -> Change:
    answer = new or old
    if answer is None:
        raise ValueError("a change has at least one side")
    label = f"{answer.indicator} – {answer.domain}" if answer.domain else str(answer.indicator)
    return Change(answer.key, label, _said(old), _said(new))


def _said(answer: Answer | None) -> str:
    """The value in words, and what the cluster wrote about it."""
    if answer is None:
        return _("No value")
    words = say(answer.indicator, content_of(answer))
    return f"{words} ({answer.explanation})" if answer.explanation else words


register(ObjectivesKind())
