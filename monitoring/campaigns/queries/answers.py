"""Every answer of a report, grouped by section, each with the way back to where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from monitoring.campaigns.kinds import Missing, ReviewRow
from monitoring.campaigns.queries.tasklist import ReportPage


@dataclass(frozen=True)
class AnswerRow:
    row: ReviewRow
    url: str
    missing: Missing | None


@dataclass(frozen=True)
class AnswerGroup:
    title: str
    url: str
    short: list[AnswerRow]
    # Long content is read under the table rather than in its cells.
    long: list[AnswerRow]


def answers_of(page: ReportPage) -> list[AnswerGroup]:
    """Every answer by section, with where it is mended and what is missing of it; none before the report is begun."""
    if page.current is None:
        return []
    rows = page.kind.review_rows(page.current)
    places = page.kind.places(page.report, page.current, {row.key for row in rows})
    missing = {one.key: one for one in page.missing}
    sections = {section.key: section.url for section in page.sections}
    groups = []
    for title, grouped in groupby(rows, key=lambda row: row.section):
        answers = [
            AnswerRow(row, places[row.key].url if row.key in places else "", missing.get(row.key)) for row in grouped
        ]
        keys = [places[answer.row.key].section for answer in answers if answer.row.key in places]
        groups.append(
            AnswerGroup(
                title=title,
                url=sections.get(keys[0], "") if keys else "",
                short=[answer for answer in answers if not answer.row.is_long],
                long=[answer for answer in answers if answer.row.is_long],
            )
        )
    return groups
