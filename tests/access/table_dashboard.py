"""Who reads which figures: the region's readers all of them, clusters' people the totals of their own region."""

from typing import Any

from tests.access.harness import Row, everyone
from tests.builders import make_accepted, make_campaign, make_indicator, make_topic
from tests.cast import Cast

READERS = everyone(
    200, nobody=403, facilitator=403, partner=404
)  # those of the region; a partner reads another region's figures, and not these domains


def a_quarter(cast: Cast) -> dict[str, Any]:
    """An accepted report, so that there is something to read."""
    indicator = make_indicator(topic=make_topic(region=cast.region, code="network"))
    campaign = make_campaign(region=cast.region, indicators=[indicator])
    make_accepted(campaign=campaign, cluster=cast.cluster, by=cast.manager, officer=cast.officer, values={indicator: 3})
    return {}


def own_domain(cast: Cast) -> dict[str, Any]:
    return a_quarter(cast) | {"code": cast.domain.code}


def own_panel(cast: Cast) -> dict[str, Any]:
    return a_quarter(cast) | {"key": "network"}


def own_file(cast: Cast) -> dict[str, Any]:
    return own_panel(cast) | {"extension": "xlsx"}


def no_panel(cast: Cast) -> dict[str, Any]:
    return a_quarter(cast) | {"key": "none"}


ROWS = [
    Row("home", expect=everyone(302, nobody=200, facilitator=200)),
    Row("dashboard", a_quarter, expect=everyone(200, nobody=403, facilitator=403)),
    Row(
        "dashboard",
        a_quarter,
        "another region",
        query={"region": "bfc"},
        expect=everyone(404, nobody=403, facilitator=403, partner=200),
    ),
    Row("dashboard-domain", own_domain, "own", expect=READERS),
    Row("dashboard-domain", lambda cast: {"code": "none"}, "none", expect=everyone(404, nobody=403, facilitator=403)),
    Row("dashboard-panel", own_panel, "own", expect=READERS),
    Row("dashboard-panel", no_panel, "none", expect=everyone(404, nobody=403, facilitator=403)),
    Row("dashboard-panel-file", own_file, "own", expect=READERS),
    Row("dashboard-pack", a_quarter, "own", expect=READERS),
]
