"""The ribbon of quarters: how far each cluster's year has come, for the reports of one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from clusterix.lib.periods import Period, Quarter, Year
from clusterix.lib.ribbon import Fill, Segment
from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State

# What a cluster has not been asked for yet.
NOTHING = (Fill.EMPTY, _("nothing yet"))
DRAWN = {
    State.TO_DO: (Fill.EMPTY, _("to do")),
    State.NOT_DUE: (Fill.EMPTY, _("not due")),
    State.DRAFT: (Fill.HATCHED, _("being filled in")),
    State.SUBMITTED: (Fill.HATCHED, _("sent, being reviewed")),
    State.RETURNED: (Fill.HATCHED, _("returned for correction")),
    State.REOPENED: (Fill.HATCHED, _("reopened, accepted figures stand")),
    State.ACCEPTED: (Fill.FILLED, _("accepted")),
}
YEARS_SHOWN = 4


def ribbons_of(reports: Iterable[Report]) -> dict[int, list[Segment]]:
    """By report id: the four quarters of its year, or its last four years; one query, campaigns being at hand."""
    reports = list(reports)
    found = _states_around(reports)
    return {
        report.pk: [
            _segment(period, found.get((report.cluster_id, report.campaign.region_id, report.campaign.kind, period)))
            for period in _periods_around(report.campaign.period)
        ]
        for report in reports
    }


def _periods_around(period: Period) -> Sequence[Period]:
    if isinstance(period, Quarter):
        return Quarter.quarters_of(period.year)
    return [Year(period.year - back) for back in range(YEARS_SHOWN - 1, -1, -1)]


def _states_around(reports: list[Report]) -> dict[tuple[int, int, str, Period], str]:
    if not reports:
        return {}
    rows = Report.objects.filter(
        is_rehearsal=False,
        cluster__in={report.cluster_id for report in reports},
        campaign__region__in={report.campaign.region_id for report in reports},
        campaign__kind__in={report.campaign.kind for report in reports},
        campaign__period__in={str(period) for report in reports for period in _periods_around(report.campaign.period)},
    ).values_list("cluster", "campaign__region", "campaign__kind", "campaign__period", "state")
    return {(cluster, region, kind, period): state for cluster, region, kind, period, state in rows}


def _segment(period: Period, state: str | None) -> Segment:
    fill, status = DRAWN[State(state)] if state else NOTHING
    return Segment(label=period.number_label if isinstance(period, Quarter) else period.label, fill=fill, status=status)
