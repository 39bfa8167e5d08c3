"""Who reads which figures of members: the region's readers all of them, clusters' people their own and totals."""

from typing import Any

from tests.access.harness import Row, everyone
from tests.builders import make_members_list, make_organisation
from tests.cast import Cast

READERS = everyone(200, nobody=403, facilitator=403)
REGION = everyone(404, nobody=403, facilitator=403, officer=200, evaluator=200, administrator=200)


def a_list(cast: Cast) -> dict[str, Any]:
    """An accepted list of the cluster, so that there is something to read, and one of the partner's region."""
    members = [make_organisation()]
    make_members_list(region=cast.region, cluster=cast.cluster, year=2026, members=members)
    make_members_list(region=cast.other_region, cluster=cast.foreign_cluster, year=2026, members=members)
    return {}


def a_file(cast: Cast) -> dict[str, Any]:
    return a_list(cast) | {"extension": "xlsx"}


def a_panel(cast: Cast) -> dict[str, Any]:
    return a_list(cast) | {"key": "who"}


def no_panel(cast: Cast) -> dict[str, Any]:
    return a_list(cast) | {"key": "none"}


def the_pairs(cast: Cast) -> dict[str, Any]:
    return a_list(cast) | {"key": "pairs", "extension": "csv"}


# The other manager's own cluster has no list, so that too few stand behind what they ask for.
OWN = everyone(200, nobody=403, facilitator=403, other_manager=404)

ROWS = [
    Row("member-figures", a_list, expect=READERS),
    Row("member-figures", expect=READERS, which="nothing asked"),
    Row(
        "member-figures",
        a_list,
        "another region",
        query={"region": "bfc"},
        expect=everyone(404, nobody=403, facilitator=403, partner=200),
    ),
    Row("member-turnover", a_list, expect=READERS),
    Row(
        "member-turnover-file",
        a_file,
        "by name",
        # A manager reads the names of the own cluster (the other one has no list), elected officials none.
        expect=everyone(200, nobody=403, facilitator=403, elected=404, other_manager=404),
    ),
    Row(
        "member-turnover-file",
        a_file,
        "of the whole region",
        query={"cluster": "all"},
        expect=everyone(404, nobody=403, facilitator=403, officer=200, evaluator=200, administrator=200, partner=200),
    ),
    Row("member-overlaps", a_list, expect=READERS),
    Row("member-overlaps-file", a_file, expect=REGION | {"partner": 200}),
    Row("member-panel", a_panel, expect=OWN),
    Row(
        "member-panel",
        lambda cast: a_list(cast) | {"key": "none"},
        "none",
        expect=everyone(404, nobody=403, facilitator=403),
    ),
    Row("member-panel-file", lambda cast: a_panel(cast) | {"extension": "xlsx"}, expect=OWN),
    Row("member-panel-file", the_pairs, "pairs of clusters", expect=REGION | {"partner": 200}),
]
