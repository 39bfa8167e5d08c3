"""A report kind of several numbers, small enough to read at a glance: for tests of the Region's side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusterix.lib.panels import Panel
from clusterix.lib.periods import Quarter
from monitoring.campaigns.kinds import Change, Missing, Place, Progress, ReportKind, ReviewRow, Section
from monitoring.campaigns.models import Campaign, Report, Revision

# Above this, a value is worth a look.
MUCH = 100


class CountingKind(ReportKind):
    """Values live in memory: `values[revision.pk][key]`. The value `actions` is required."""

    key = "counting"
    name = _("Counting")
    periods = (Quarter,)

    def __init__(self) -> None:
        self.values: dict[int, dict[str, int]] = defaultdict(dict)
        self.reasons_against_opening: list[str] = []
        self.prepared: list[Campaign] = []
        self.asked = ["actions"]

    def prepare(self, campaign: Campaign) -> None:
        self.prepared.append(campaign)

    def blockers(self, campaign: Campaign) -> list[str]:
        return self.reasons_against_opening

    def sections(self, report: Report, revision: Revision | None) -> list[Section]:
        return [Section("all", "All values", "#", Progress.TO_DO, 0, len(self.asked))]

    def missing(self, revision: Revision) -> list[Missing]:
        values = self.values[revision.pk]
        return [Missing(key, key, f"Fill in {key}.", "#") for key in self.asked if key not in values]

    def review_rows(self, revision: Revision) -> list[ReviewRow]:
        return [
            ReviewRow(
                key=f"indicator:{key}",
                section="All values",
                label=f"Number of {key}",
                value=str(value),
                previous="5",
                year_before="4",
                flags=(f"More than {MUCH}.",) if value > MUCH else (),
                explanation="A fair in September." if value > MUCH else "",
            )
            for key, value in self.values[revision.pk].items()
        ]

    def places(self, report: Report, revision: Revision | None, keys: Iterable[str]) -> dict[str, Place]:
        held = self.values.get(revision.pk if revision else 0, {})
        names = {key: key.removeprefix("indicator:") for key in keys}
        return {key: Place(f"Number of {name}", "all", "#") for key, name in names.items() if name in held}

    def carry_over(self, source: Revision, target: Revision) -> None:
        self.values[target.pk] = dict(self.values[source.pk])

    def differences(self, before: Revision, after: Revision) -> list[Change]:
        old, new = self.values[before.pk], self.values[after.pk]
        return [
            Change(f"indicator:{key}", f"Number of {key}", str(old.get(key, "")), str(new.get(key, "")))
            for key in sorted(old | new)
            if old.get(key) != new.get(key)
        ]

    def content(self, revision: Revision) -> dict[str, Any]:
        return dict(self.values[revision.pk])

    def preview(self, revision: Revision) -> list[Panel]:
        return []
