"""The Region's side of the engine: who reviews, who only reads, who is told nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from clusterix.lib.periods import Quarter
from monitoring.campaigns.calendar import SIGNER
from monitoring.campaigns.models import CalendarFeed, Report
from monitoring.campaigns.states import State
from tests.access.harness import Row, Status, everyone
from tests.builders import make_campaign, make_remark, make_report, make_revision
from tests.cast import Cast

# Pages for those who review, wherever they do.
FOR_REVIEWERS = everyone(403, officer=200, administrator=200, partner=200)


def of_own_report(status: Status, *, clusters: Status = 403) -> dict[str, Status]:
    """About one report of the region and of the manager's cluster: others do not even learn that it exists."""
    return everyone(404, officer=status, administrator=status, evaluator=403, manager=clusters, delegate=clusters)


def of_campaign(status: Status, *, readers: Status = 403) -> dict[str, Status]:
    """About one campaign of the region: for whole regions alone, and not for elected officials."""
    return everyone(403, officer=status, administrator=status, evaluator=readers, partner=404)


def sent(cast: Cast) -> Report:
    report = make_report(campaign=make_campaign(region=cast.region), cluster=cast.cluster, state=State.SUBMITTED)
    make_revision(report=report, by=cast.manager, sealed_at=timezone.now(), sealed_by=cast.manager)
    return report


def a_report(cast: Cast) -> dict[str, Any]:
    return {"uuid": sent(cast).uuid}


def a_decision(cast: Cast) -> dict[str, Any]:
    return {"uuid": sent(cast).uuid, "name": "return"}


def own_remark(cast: Cast) -> dict[str, Any]:
    report = sent(cast)
    return {"uuid": report.uuid, "pk": make_remark(report=report, by=cast.officer).pk}


def sent_remark(cast: Cast) -> dict[str, Any]:
    report = sent(cast)
    return {"uuid": report.uuid, "pk": make_remark(report=report, by=cast.officer, sent_at=timezone.now()).pk}


def unsent_report(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_report(campaign=make_campaign(region=cast.region), cluster=cast.cluster).uuid}


def running(cast: Cast) -> dict[str, Any]:
    return {"pk": make_campaign(region=cast.region).pk}


def prepared(cast: Cast) -> dict[str, Any]:
    return {"pk": make_campaign(region=cast.region, period=Quarter(2026, 4), opened=False).pk}


def rehearsed(cast: Cast) -> dict[str, Any]:
    campaign = make_campaign(region=cast.region, period=Quarter(2026, 4), opened=False)
    return {"pk": campaign.pk, "uuid": make_report(campaign=campaign, cluster=cast.cluster, is_rehearsal=True).uuid}


def feed(cast: Cast) -> dict[str, Any]:
    return {"token": SIGNER.sign(CalendarFeed.objects.create(person=cast.manager).secret.hex)}


# The secret address is the key: it opens to whoever holds it, and to nobody who made one up.
ANYBODY = everyone(200, anonymous=200)
NOBODY = everyone(404, anonymous=404)

ROWS = [
    Row("review-queue", expect=FOR_REVIEWERS),
    Row("review-queue-file", expect=FOR_REVIEWERS),
    Row("review-next", expect=everyone(403, officer=302, administrator=302, partner=302)),
    Row("reports-accept", expect=FOR_REVIEWERS),
    Row(
        "reports-accept",
        which="nothing ticked",
        method="POST",
        data={"key": uuid4()},
        expect=everyone(403, officer=422, administrator=422, partner=422),
    ),
    Row("reports-accepted", expect=FOR_REVIEWERS),
    Row(
        "reports-accepted-undo",
        lambda _: {"batch": uuid4()},
        "nobody's",
        method="POST",
        expect=everyone(403, officer=302, administrator=302, partner=302),
    ),
    Row("review-report", a_report, expect=of_own_report(200)),
    Row("review-report", unsent_report, "not received", expect=of_own_report(200)),
    Row("review-decide", a_decision, expect=of_own_report(200)),
    Row("value-check", a_report, "no such value", method="POST", data={"key": "x"}, expect=of_own_report(404)),
    Row("values-check-unflagged", a_report, method="POST", data={"version": 0}, expect=of_own_report(302)),
    Row("remark-write", a_report, expect=of_own_report(200)),
    Row("remark-write", a_report, "written", method="POST", data={"body": "Why?"}, expect=of_own_report(302)),
    Row("remark-edit", own_remark, "officer's", expect=of_own_report(404) | {"officer": 200}),
    Row("remark-delete", own_remark, "officer's", method="POST", expect=of_own_report(404) | {"officer": 302}),
    Row("remark-settle", sent_remark, method="POST", data={"is_settled": "on"}, expect=of_own_report(302)),
    Row("report-extend", unsent_report, expect=of_own_report(200)),
    Row(
        "report-extend", unsent_report, "without a date", method="POST", data={"reason": "x"}, expect=of_own_report(422)
    ),
    Row("campaign-list", expect=FOR_REVIEWERS | {"evaluator": 200}),
    Row("campaign-list-file", expect=FOR_REVIEWERS | {"evaluator": 200}),
    Row("campaign-new", expect=FOR_REVIEWERS),
    Row("campaign-detail", running, "running", expect=of_campaign(200, readers=200)),
    Row("campaign-detail", prepared, "in preparation", expect=of_campaign(200, readers=200)),
    Row("campaign-file", running, expect=of_campaign(200, readers=200)),
    Row("campaign-edit", running, expect=of_campaign(200)),
    Row("campaign-open", prepared, expect=of_campaign(200)),
    Row("campaign-open", prepared, "asking nothing", method="POST", data={"go": "on"}, expect=of_campaign(422)),
    Row("campaign-remove", prepared, expect=of_campaign(200)),
    Row("campaign-remove", prepared, method="POST", expect=of_campaign(302)),
    Row("campaign-remove", running, "running", method="POST", expect=of_campaign(302)),
    Row("campaign-add-cluster", running, expect=of_campaign(200)),
    Row("campaign-reminders", running, expect=of_campaign(200, readers=200)),
    Row("campaign-rehearse", prepared, expect=of_campaign(200)),
    Row("rehearsal-remove", rehearsed, method="POST", expect=of_campaign(302)),
    Row(
        "calendar-settings",
        expect=everyone(
            403,
            manager=200,
            delegate=200,
            other_manager=200,
            officer=200,
            evaluator=200,
            administrator=200,
            partner=200,
        ),
    ),
    Row("calendar-feed", feed, "known", expect=ANYBODY),
    Row("calendar-feed", lambda _: {"token": "made-up"}, "made up", expect=NOBODY),
]
