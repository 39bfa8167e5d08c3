"""Who knows of which organisation: the region's readers of every one, clusters' people of those on their lists."""

from typing import Any

from django.utils import timezone

from clusterix.lib.periods import Year
from monitoring.members.models import MemberLine
from monitoring.organisations.merging import merge
from monitoring.organisations.models import Organisation, Pair
from monitoring.uploads.models import Upload
from tests.access.harness import Row, everyone
from tests.builders import make_campaign, make_report, make_revision
from tests.cast import Cast

READERS = {"officer": 200, "evaluator": 200, "administrator": 200, "partner": 200}
OWN_LISTS = {"manager": 200, "delegate": 200}
# Clusters' people may not know of the registry beyond their lists, and do not keep it.
NOT_OWN = {"manager": 404, "delegate": 404, "other_manager": 404}
LISTED = everyone(403, **READERS, **OWN_LISTS, other_manager=200)
KEPT = everyone(403, officer=200, administrator=200, partner=200)
WRITTEN = everyone(403, officer=302, administrator=302, partner=302)


def an_organisation(cast: Cast, name: str = "Acme") -> Organisation:
    return Organisation.objects.create(name=name, name_key=name.lower(), category="PME")


def foreign(cast: Cast) -> dict[str, Any]:
    return {"uuid": an_organisation(cast).uuid}


def own(cast: Cast) -> dict[str, Any]:
    """On an accepted list of the cluster."""
    organisation = an_organisation(cast)
    campaign = make_campaign(region=cast.region, kind="members", period=Year(2026))
    report = make_report(campaign=campaign, cluster=cast.cluster)
    revision = make_revision(report=report, by=cast.manager, sealed_at=timezone.now(), sealed_by=cast.manager)
    MemberLine.objects.create(
        revision=revision, organisation=organisation, name="Acme", category="PME", edited_by=cast.manager
    )
    return {"uuid": organisation.uuid}


def a_pair(cast: Cast) -> dict[str, Any]:
    first, second = an_organisation(cast), an_organisation(cast, "Acma")
    return {"pk": Pair.objects.create(first=first, second=second, score=90).pk}


def a_merger(cast: Cast) -> dict[str, Any]:
    return {"pk": merge(an_organisation(cast), an_organisation(cast, "Acma"), cast.officer).pk}


def an_extract(cast: Cast) -> dict[str, Any]:
    upload = Upload.objects.create(
        purpose="sirene", region=cast.region, file_name="sirene.csv", size=1, sent_by=cast.officer, options={}
    )
    return {"uuid": upload.uuid}


ROWS = [
    Row("organisation-list", expect=LISTED),
    Row("organisation-list-file", expect=LISTED),
    Row("organisation-detail", own, "own", expect=everyone(403, **READERS, **OWN_LISTS, other_manager=404)),
    Row("organisation-detail", foreign, "foreign", expect=everyone(403, **READERS, **NOT_OWN)),
    Row("organisation-edit", foreign, "any", expect=KEPT),
    Row(
        "organisation-edit",
        foreign,
        "any, name",
        method="POST",
        data={"name": "Acme", "country": "FR"},
        expect=WRITTEN,
    ),
    Row("organisation-pairs", expect=everyone(403, **READERS)),
    Row("organisation-pairs-file", expect=everyone(403, **READERS)),
    Row("organisation-pairs-find", method="POST", expect=WRITTEN),
    Row("organisation-pair-decide", a_pair, "any", method="POST", data={"decision": "two"}, expect=WRITTEN),
    Row("organisation-merge", foreign, "any", expect=KEPT),
    Row("organisation-merge", foreign, "any, without the other", method="POST", expect=KEPT),
    Row("organisation-part", a_merger, "any", expect=KEPT),
    Row("organisation-part", a_merger, "any", method="POST", expect=WRITTEN),
    Row("organisation-sirene", expect=KEPT),
    Row("organisation-sirene", which="nothing", method="POST", expect=KEPT),
    Row("organisation-sirene-file", an_extract, "own", expect=KEPT | {"partner": 404}),
    Row("organisation-sirene-rows", an_extract, "own", query={"tab": "unchanged"}, expect=KEPT | {"partner": 404}),
    Row(
        "organisation-sirene-file",
        an_extract,
        "own",
        method="POST",
        data={"act": "discard"},
        expect=WRITTEN | {"partner": 404},
    ),
]
