"""What the engine knows of a kind of report: this interface, and nothing else.

A kind lives in its own slice and registers itself when that slice is read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from clusterix.lib.periods import Quarter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from clusterix.lib.panels import Panel
    from clusterix.lib.periods import Period
    from monitoring.campaigns.models import Campaign, Report, Revision
    from monitoring.uploads.importers import Importer


class Progress(StrEnum):
    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Section:
    """A step of the task list."""

    key: str
    title: str
    url: str
    progress: Progress
    done: int
    total: int
    # What is said under its title, where numbers do not say it.
    hint: str = ""


@dataclass(frozen=True)
class Missing:
    """Something without which the report is not sent: a sentence, and the place where to mend it."""

    key: str
    label: str
    sentence: str
    url: str


@dataclass(frozen=True)
class ReviewRow:
    """One value as a reviewer reads it, already in words: number with its unit, or why there is none."""

    key: str
    section: str
    label: str
    value: str
    previous: str = ""
    year_before: str = ""
    # Why it is worth a look, one sentence a reason; empty when there is none.
    flags: tuple[str, ...] = ()
    # What the cluster wrote about it, where it can.
    explanation: str = ""
    may_explain: bool = True
    # Words rather than a number: they are set as words, and wrap.
    is_text: bool = False
    # Where more of it is read.
    url: str = ""
    # Long content (a story) is shown under the row rather than in a cell: by this template, which is given `content`.
    is_long: bool = False
    template: str = ""
    content: object = None


@dataclass(frozen=True)
class Change:
    """A value that differs between two revisions."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Place:
    """Where what a remark is about stands in the report: its name, the section (a `Section.key`) and the address."""

    label: str
    section: str
    url: str


class ReportKind(ABC):
    """One kind of report; instances hold no state."""

    key: str
    name: _StrPromise
    # What campaigns of this kind may describe: quarters, years, or either.
    periods: tuple[type[Period], ...]
    # What reads its workbook back; None where it is filled in the browser alone.
    importer: Importer | None = None

    def title(self, period: Period) -> str:
        """Such as “Operational objectives, 3rd quarter 2026”."""
        return f"{self.name}, {period.label}"

    @abstractmethod
    def prepare(self, campaign: Campaign) -> None:
        """Fill what a new campaign asks, from what is in force in its period."""

    def asked_url(self, campaign: Campaign) -> str:
        """The page where one chooses what the campaign asks; empty where it always asks the same."""
        return ""

    @abstractmethod
    def blockers(self, campaign: Campaign) -> list[str]:
        """Sentences that say why the campaign cannot be opened as it stands."""

    def prefill(self, revision: Revision) -> None:  # noqa: B027 - most kinds start empty
        """Put into a report's first revision what is already known, set-based; most kinds start empty."""

    @abstractmethod
    def sections(self, report: Report, revision: Revision | None) -> list[Section]:
        """The task list; without a revision, everything is to do."""

    @abstractmethod
    def missing(self, revision: Revision) -> list[Missing]:
        """What is to be mended before sending: serves the button, the guard and the page “check answers”."""

    def complete(self, revisions: list[Revision]) -> list[Revision]:
        """Those of which nothing is missing; a kind that can tell for many at once does so."""
        return [revision for revision in revisions if not self.missing(revision)]

    @abstractmethod
    def review_rows(self, revision: Revision) -> list[ReviewRow]:
        """Every value of the revision, in the order of its sections, in a fixed number of queries."""

    @abstractmethod
    def places(self, report: Report, revision: Revision | None, keys: Iterable[str]) -> dict[str, Place]:
        """Where each stable key stands, in a fixed number of queries; keys that stand for nothing are left out."""

    @abstractmethod
    def carry_over(self, source: Revision, target: Revision) -> None:
        """Copy the content into the next revision, set-based, keeping what names each line."""

    @abstractmethod
    def differences(self, before: Revision, after: Revision) -> list[Change]:
        """What changed between two revisions of one report."""

    @abstractmethod
    def content(self, revision: Revision) -> dict[str, object]:
        """The whole content, as JSON without any person's data: its digest seals the revision."""

    def accepted(self, revision: Revision) -> None:  # noqa: B027 - most kinds tell nobody
        """Tell others what an accepted filing says, in the transaction that accepts it, set-based."""

    @abstractmethod
    def preview(self, revision: Revision) -> list[Panel]:
        """Exactly what elected officials will see of this report once it is accepted."""

    def flagged_keys(self, revision: Revision) -> list[str]:
        return [row.key for row in self.review_rows(revision) if row.flags]


Read = TypeVar("Read")


def read_once(revision: Revision | None, name: str, read: Callable[[], Read]) -> Read:
    """What a kind reads of a revision: once for a page that writes nothing, anew everywhere else."""
    if revision is None or revision.reading is None:
        return read()
    if name not in revision.reading:
        revision.reading[name] = read()
    return cast(Read, revision.reading[name])


def read_all_once(
    revisions: Iterable[Revision], name: str, read: Callable[[list[Revision]], dict[int, Read]]
) -> dict[int, Read]:
    """The same of several revisions, by revision: those not read yet are read together."""
    wanted = list(revisions)
    unread = [revision for revision in wanted if revision.reading is None or name not in revision.reading]
    found = read(unread) if unread else {}
    return {revision.pk: read_once(revision, name, partial(found.__getitem__, revision.pk)) for revision in wanted}


_kinds: dict[str, ReportKind] = {}


def register(kind: ReportKind) -> None:
    _kinds[kind.key] = kind


def kind_of(campaign: Campaign) -> ReportKind:
    return _kinds[campaign.kind]


def kinds() -> list[ReportKind]:
    """The most frequent first: it is what a new campaign is proposed for."""
    return sorted(_kinds.values(), key=lambda kind: Quarter not in kind.periods)
