"""The members list of a report."""

from __future__ import annotations

from typing import Any

from clusterix.lib.periods import Year
from monitoring.campaigns.models import Report
from tests import builders
from tests.access.harness import Row, everyone
from tests.cast import Cast


def _draft(cast: Cast, *, foreign: bool = False) -> Report:
    region = cast.other_region if foreign else cast.region
    cluster = cast.foreign_cluster if foreign else cast.cluster
    campaign = builders.make_campaign(region=region, kind="members", period=Year(2026))
    return builders.make_draft(campaign=campaign, cluster=cluster, by=cast.manager, values={})


def own(cast: Cast) -> dict[str, Any]:
    return {"uuid": _draft(cast).uuid}


def foreign(cast: Cast) -> dict[str, Any]:
    return {"uuid": _draft(cast, foreign=True).uuid}


def of_other_kind(cast: Cast) -> dict[str, Any]:
    campaign = builders.make_campaign(region=cast.region)
    return {"uuid": builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={}).uuid}


def _line(cast: Cast, *, foreign: bool = False) -> dict[str, Any]:
    report = _draft(cast, foreign=foreign)
    line = builders.make_member_line(revision=report.revisions.get())
    return {"uuid": report.uuid, "line": line.uuid}


def own_line(cast: Cast) -> dict[str, Any]:
    return _line(cast)


def foreign_line(cast: Cast) -> dict[str, Any]:
    return _line(cast, foreign=True)


def own_row(cast: Cast) -> dict[str, Any]:
    report = _draft(cast)
    row = builders.make_waiting_row(report=report, by=cast.manager, found={"name": "Delta"})
    return {"uuid": report.uuid, "pk": row.pk}


def foreign_row(cast: Cast) -> dict[str, Any]:
    report = _draft(cast, foreign=True)
    row = builders.make_waiting_row(report=report, by=cast.manager, found={"name": "Delta"})
    return {"uuid": report.uuid, "pk": row.pk}


# Who reads it; who may write in it, and be told that what was typed is not enough, or be sent on.
READ = everyone(404, manager=200, delegate=200, officer=200, evaluator=200, administrator=200)
WRITE = everyone(404, manager=200, delegate=200, officer=200, evaluator=403, administrator=200)
ABROAD = everyone(404, partner=200)


def written(status: int) -> dict[str, Any]:
    return everyone(404, manager=status, delegate=status, officer=status, evaluator=403, administrator=status)


SAVED = {"name": "Alpha", "category": "PME", "version": "1"}
ROWS = [
    Row("member-grid", own, "own", expect=READ),
    Row("member-grid", foreign, "foreign", expect=ABROAD),
    Row("member-grid", of_other_kind, "a report of another kind", expect=everyone(404)),
    Row("member-export", own, "own", expect=READ),
    Row("member-export", foreign, "foreign", expect=ABROAD),
    Row("member-new", own, "own", expect=WRITE),
    Row("member-new", own, "own, add", method="POST", data={"name": "Delta"}, expect=written(302)),
    Row("member-new", foreign, "foreign", expect=ABROAD),
    Row("member-edit", own_line, "own", expect=READ),
    Row("member-edit", own_line, "own, save", method="POST", data=SAVED, expect=written(302)),
    Row("member-edit", foreign_line, "foreign", expect=ABROAD),
    Row("member-leave", own_line, "own", expect=WRITE),
    Row("member-leave", own_line, "own, note", method="POST", data={"left_on": "2026-01-31"}, expect=written(302)),
    Row("member-leave", foreign_line, "foreign", expect=ABROAD),
    Row("member-restore", own_line, "own", method="POST", expect=written(302)),
    Row("member-restore", foreign_line, "foreign", method="POST", expect=everyone(404, partner=302)),
    Row("member-delete", own_line, "own", expect=WRITE),
    Row("member-delete", own_line, "own, delete", method="POST", data={"version": "1"}, expect=written(302)),
    Row("member-delete", foreign_line, "foreign", expect=ABROAD),
    Row("member-waiting", own, "own", expect=READ),
    Row("member-waiting", foreign, "foreign", expect=ABROAD),
    Row("member-mend", own_row, "own", expect=READ),
    Row("member-mend", own_row, "own, save", method="POST", data=SAVED, expect=written(302)),
    Row("member-mend", foreign_row, "foreign", expect=ABROAD),
    Row("member-aside", own_row, "own", method="POST", expect=written(302)),
    Row("member-aside", foreign_row, "foreign", method="POST", expect=everyone(404, partner=302)),
]
