"""The Region's side of the engine: who reviews, who only reads, who is told nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.access.harness import Row, everyone
from tests.builders import make_campaign, make_report
from tests.cast import Cast

REVIEWERS = {"officer": 200, "administrator": 200, "partner": 200}


def some_report(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_report(campaign=make_campaign(region=cast.region), cluster=cast.cluster).uuid}


ROWS = [
    Row("review-queue", expect=everyone(403, **REVIEWERS)),
    Row("review-queue-file", expect=everyone(403, **REVIEWERS)),
    Row("review-next", expect=everyone(403, officer=302, administrator=302, partner=302)),
    Row("reports-accept", expect=everyone(403, **REVIEWERS)),
    Row(
        "reports-accept",
        which="nothing ticked",
        method="POST",
        data={"key": uuid4()},
        expect=everyone(403, officer=422, administrator=422, partner=422),
    ),
    Row("reports-accepted", expect=everyone(403, **REVIEWERS)),
    Row(
        "reports-accepted-undo",
        lambda cast: {"batch": uuid4()},
        "nobody's",
        method="POST",
        expect=everyone(403, officer=302, administrator=302, partner=302),
    ),
    Row(
        "review-report",
        some_report,
        expect=everyone(404, officer=200, administrator=200, evaluator=403, manager=403, delegate=403),
    ),
]
