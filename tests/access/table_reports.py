"""A cluster's reports: own, another cluster's, one sent, one rehearsed."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from tests import builders
from tests.access.harness import Row, Status, everyone
from tests.cast import Cast


def report_of(cast: Cast, state: str = State.TO_DO, **fields: Any) -> Report:
    campaign = builders.make_campaign(region=cast.region)
    return builders.make_report(campaign=campaign, cluster=fields.pop("cluster", cast.cluster), state=state, **fields)


def own(cast: Cast) -> dict[str, Any]:
    return {"uuid": report_of(cast).uuid}


def rehearsed(cast: Cast) -> dict[str, Any]:
    return {"uuid": report_of(cast, is_rehearsal=True).uuid}


def draft(cast: Cast) -> dict[str, Any]:
    report = report_of(cast, State.DRAFT)
    builders.make_revision(report=report, by=cast.manager)
    return {"uuid": report.uuid}


def sent(cast: Cast) -> dict[str, Any]:
    report = report_of(cast, State.SUBMITTED)
    builders.make_revision(report=report, by=cast.manager, sealed_at=timezone.now(), sealed_by=cast.manager)
    return {"uuid": report.uuid, "number": 1}


def asked_about(cast: Cast) -> dict[str, Any]:
    """Returned with a remark that was sent."""
    report = report_of(cast, State.RETURNED)
    builders.make_revision(report=report, by=cast.manager)
    remark = builders.make_remark(report=report, by=cast.officer, sent_at=timezone.now())
    return {"uuid": report.uuid, "pk": remark.pk}


def private(cast: Cast) -> dict[str, Any]:
    report = report_of(cast, State.SUBMITTED)
    return {"uuid": report.uuid, "pk": builders.make_remark(report=report, by=cast.officer).pk}


def named(build: Any, **names: str) -> Any:
    return lambda cast: build(cast) | names


def press(_cast: Cast) -> dict[str, Any]:
    return {"version": 0, "key": uuid4(), "reason": "Because."}


def seen_by(reader: Status, **roles: Status) -> dict[str, Status]:
    """The cluster's people and those who read the whole region; for all others it does not exist."""
    people = {"manager": reader, "delegate": reader}
    region = {"officer": reader, "evaluator": reader, "administrator": reader}
    return everyone(404, **people | region | roles)


REGION_ALONE = everyone(404, officer=200, evaluator=200, administrator=200)
FILLERS = {"manager": 302, "delegate": 302, "officer": 302, "administrator": 302}
REVIEWERS = {"officer": 302, "administrator": 302}

ROWS = [
    Row("report-list", expect=everyone(403, manager=200, delegate=200, other_manager=200)),
    Row("report-export", expect=everyone(403, manager=200, delegate=200, other_manager=200)),
    Row("report-detail", own, "own", expect=seen_by(200)),
    Row("report-detail", rehearsed, "rehearsed", expect=REGION_ALONE),
    Row("report-check", draft, "own", expect=seen_by(200)),
    Row("report-preview", draft, "own", expect=seen_by(200)),
    Row("report-history", own, "own", expect=seen_by(200)),
    Row("report-receipt", sent, "own", expect=seen_by(200)),
    Row("report-receipt-pdf", sent, "own", expect=seen_by(200)),
    Row("report-ready", draft, "own", method="POST", expect=seen_by(403, delegate=302)),
    Row(
        "report-move",
        named(own, name="start"),
        "start",
        method="POST",
        data=press,
        expect=seen_by(403, **FILLERS),
    ),
    Row(
        "report-move",
        named(draft, name="send"),
        "send",
        method="POST",
        data=press,
        expect=seen_by(403, manager=302, **REVIEWERS),
    ),
    Row(
        "report-move",
        lambda cast: {"uuid": sent(cast)["uuid"], "name": "return"},
        "return",
        method="POST",
        data=press,
        expect=seen_by(403, **REVIEWERS),
    ),
    Row(
        "report-move",
        lambda cast: {"uuid": sent(cast)["uuid"], "name": "accept"},
        "accept",
        method="POST",
        data=press,
        expect=seen_by(403, **REVIEWERS),
    ),
    Row("report-move", named(own, name="burn"), "unknown", method="POST", data=press, expect=everyone(404)),
    Row("remark-reply", asked_about, "sent", method="POST", expect=seen_by(422, evaluator=403)),
    Row("remark-reply", private, "private", method="POST", expect=everyone(404)),
]
