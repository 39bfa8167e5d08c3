"""What each role finds in the header, in the order of its work."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One link of the header: shown to `roles`, current on its own page and on every page below `section`."""

    label: str | Promise
    url_name: str
    section: str
    roles: frozenset[str]


MANAGERS = frozenset({"manager", "delegate"})
OFFICERS = frozenset({"officer", "administrator"})
READERS = OFFICERS | {"evaluator"}

ENTRIES = (
    Entry(label=_("At a glance"), url_name="dashboard", section="/dashboard/", roles=frozenset({"elected"})),
    Entry(label=_("My reports"), url_name="report-list", section="/reports/", roles=MANAGERS),
    Entry(label=_("To review"), url_name="review-queue", section="/review/", roles=OFFICERS),
    Entry(label=_("Campaigns"), url_name="campaign-list", section="/campaigns/", roles=READERS),
    Entry(label=_("Stories"), url_name="story-list", section="/stories/", roles=READERS | MANAGERS | {"elected"}),
    Entry(label=_("Clusters"), url_name="cluster-list", section="/clusters/", roles=READERS | {"elected"}),
    Entry(label=_("My cluster"), url_name="cluster-list", section="/clusters/", roles=MANAGERS),
    Entry(
        label=_("Members"),
        url_name="member-figures",
        section="/members/",
        roles=READERS | MANAGERS | {"elected"},
    ),
    Entry(label=_("Organisations"), url_name="organisation-list", section="/organisations/", roles=READERS),
    Entry(label=_("Dashboard"), url_name="dashboard", section="/dashboard/", roles=READERS | MANAGERS),
    Entry(label=_("Objectives"), url_name="framework-list", section="/objectives/", roles=READERS),
    Entry(label=_("Targets"), url_name="target-list", section="/objectives/targets/", roles=MANAGERS),
    Entry(label=_("Guide"), url_name="guide", section="/guide/", roles=MANAGERS),
    Entry(label=_("My team"), url_name="team", section="/team/", roles=frozenset({"manager"})),
    Entry(label=_("Imports"), url_name="import-list", section="/imports/", roles=frozenset({"administrator"})),
    Entry(label=_("People"), url_name="person-list", section="/people/", roles=frozenset({"administrator"})),
)
