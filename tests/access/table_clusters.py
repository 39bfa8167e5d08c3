"""Who knows of which cluster: the region's readers all those it followed, clusters' people their own."""

from typing import Any

from monitoring.clusters.models import Following, Label, Succession
from tests.access.harness import Row, Status, everyone
from tests.access.table_dashboard import a_quarter
from tests.builders import make_cluster
from tests.cast import Cast

# Clusters' people see their own cluster, a partner of another region and whoever has no role see none.
READ_OWN = everyone(200, nobody=404, facilitator=404, other_manager=404, partner=404)
LISTED = everyone(200, nobody=403, facilitator=403)


def kept(done: Status) -> dict[str, Status]:
    """Officers and administrators keep the facts of their region's clusters; who reads them does not."""
    return (
        READ_OWN
        | dict.fromkeys(("manager", "delegate", "elected", "evaluator"), 403)
        | dict.fromkeys(("officer", "administrator"), done)
    )


def own(cast: Cast) -> dict[str, Any]:
    return {"code": cast.cluster.code}


def foreign(cast: Cast) -> dict[str, Any]:
    return {"code": cast.foreign_cluster.code}


def with_figures(cast: Cast) -> dict[str, Any]:
    return a_quarter(cast) | own(cast) | {"key": "network", "extension": "csv"}


def a_following(cast: Cast) -> dict[str, Any]:
    return own(cast) | {"pk": Following.objects.get(cluster=cast.cluster).pk}


def a_foreign_following(cast: Cast) -> dict[str, Any]:
    shared = Following.objects.create(region=cast.other_region, cluster=cast.cluster, starts_on="2020-01-01")
    return own(cast) | {"pk": shared.pk}


def a_label(cast: Cast) -> dict[str, Any]:
    return own(cast) | {"pk": Label.objects.create(cluster=cast.cluster, scheme=Label.Scheme.GOLD).pk}


def a_succession(cast: Cast) -> dict[str, Any]:
    before = make_cluster(region=cast.region, domain=cast.domain, code="before", name="Before")
    return own(cast) | {"pk": Succession.objects.create(predecessor=before, successor=cast.cluster, on="2020-01-01").pk}


FACTS = {"name": "Minalogic", "kind": "competitiveness"}

ROWS = [
    Row("cluster-list", expect=LISTED),
    Row("cluster-list-file", expect=LISTED),
    Row("cluster-detail", own, "own", expect=READ_OWN),
    Row("cluster-detail", foreign, "foreign", expect=everyone(404, partner=200)),
    Row("cluster-panel-file", with_figures, "own", expect=READ_OWN),
    Row("cluster-new", expect=everyone(403, officer=200, administrator=200, partner=200)),
    Row("cluster-history", own, "own", expect=kept(200)),
    Row("cluster-edit", own, "own", expect=kept(200)),
    Row("cluster-edit", foreign, "foreign", expect=everyone(404, partner=200)),
    Row(
        "cluster-edit",
        own,
        "own, save",
        method="POST",
        data=lambda cast: FACTS | {"main_domain": cast.domain.pk},
        expect=kept(302),
    ),
    Row("following-new", own, "own", expect=kept(200)),
    Row("following-edit", a_following, "own", expect=kept(200)),
    Row("following-edit", a_foreign_following, "of another region", expect=kept(404) | {"partner": 200}),
    Row("succession-new", own, "own", expect=kept(200)),
    Row("succession-delete", a_succession, "own", expect=kept(200)),
    Row("succession-delete", a_succession, "own, delete", method="POST", expect=kept(302)),
    Row("label-new", own, "own", expect=kept(200)),
    Row("label-edit", a_label, "own", expect=kept(200)),
    Row("label-delete", a_label, "own", expect=kept(200)),
    Row("label-delete", a_label, "own, delete", method="POST", expect=kept(302)),
]
