"""A report kind of the tests' own: one text, kept beside the database, so that the engine is tried alone."""

from __future__ import annotations

from collections.abc import Iterable

from clusterix.lib.panels import Panel
from clusterix.lib.periods import Quarter
from monitoring.campaigns.kinds import Change, Missing, Place, Progress, ReportKind, ReviewRow, Section
from monitoring.campaigns.models import Campaign, Report, Revision


class FakeKind(ReportKind):
    key = "fake"
    name = "Fake report"  # type: ignore[assignment]
    periods = (Quarter,)

    def __init__(self) -> None:
        # What each revision holds; None stands for nothing filled in yet.
        self.contents: dict[int, str | None] = {}
        self.flags: tuple[str, ...] = ()

    def fill(self, revision: Revision, text: str | None) -> None:
        self.contents[revision.pk] = text

    def prepare(self, campaign: Campaign) -> None: ...

    def blockers(self, campaign: Campaign) -> list[str]:
        return []

    def sections(self, report: Report, revision: Revision | None) -> list[Section]:
        text = self.contents.get(revision.pk) if revision else None
        progress = Progress.DONE if text else Progress.TO_DO
        return [Section("network", "Network management", "/network/", progress, int(bool(text)), 1)]

    def missing(self, revision: Revision) -> list[Missing]:
        if self.contents.get(revision.pk):
            return []
        return [Missing("indicator:ONE", "Joint actions", "Give the number of joint actions.", "/network/#one")]

    def review_rows(self, revision: Revision) -> list[ReviewRow]:
        text = self.contents.get(revision.pk) or "No value"
        return [ReviewRow("indicator:ONE", "Network management", "Joint actions", text, flags=self.flags)]

    def places(self, report: Report, revision: Revision | None, keys: Iterable[str]) -> dict[str, Place]:
        return {key: Place("Joint actions", "network", "/network/#one") for key in keys if key == "indicator:ONE"}

    def carry_over(self, source: Revision, target: Revision) -> None:
        self.contents[target.pk] = self.contents.get(source.pk)

    def differences(self, before: Revision, after: Revision) -> list[Change]:
        texts = [self.contents.get(revision.pk) or "" for revision in (before, after)]
        return [] if texts[0] == texts[1] else [Change("indicator:ONE", "Joint actions", *texts)]

    def content(self, revision: Revision) -> dict[str, object]:
        return {"indicator:ONE": self.contents.get(revision.pk)}

    def preview(self, revision: Revision) -> list[Panel]:
        return []
