"""The panels of the dashboard: the questions of the objectives, the stories, and the domains side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterix.lib.columns import Cell, Column, Row
from clusterix.lib.numbers import format_number
from clusterix.lib.panel_files import with_downloads
from clusterix.lib.panels import Panel, Table
from monitoring.dashboard.members import members_panel
from monitoring.dashboard.viewing import Viewing
from monitoring.objectives.charts import indicator_column
from monitoring.objectives.discretion import discreet_parts
from monitoring.objectives.models import Indicator
from monitoring.objectives.panels import topic_panels, topics_of
from monitoring.objectives.series import by_domain
from monitoring.stories.coverage import Coverage, DomainCoverage
from monitoring.stories.models import StoryVersion

STORIES, DOMAINS = "stories", "domains"


def panels_of(viewing: Viewing, stories: Sequence[StoryVersion]) -> list[Panel]:
    """Everything the page answers, in its order; each with the files of its rows."""
    members = members_panel(viewing)
    panels = [*topic_panels(viewing.reading, viewing.subject), *([members] if members else [])]
    panels.append(stories_panel(viewing, stories))
    if viewing.subject.domain is None:
        panels.append(domains_panel(viewing, stories))
    domain = {"domain": viewing.subject.domain.code} if viewing.subject.domain else {}
    return [with_downloads(panel, "dashboard-panel-file", {}, viewing.query | domain) for panel in panels]


def stories_panel(viewing: Viewing, stories: Sequence[StoryVersion]) -> Panel:
    """How many stories are published, against two for each domain a year."""
    told = coverage_of(viewing, stories)
    return Panel(
        key=STORIES,
        question=_("What does it change for companies?"),
        sentence=told.sentence,
        summary=told.still_hoped_for,
        table=told.table,
        standing=viewing.standing,
        number=format_number(told.counted),
        counts=ngettext("story published", "stories published", told.counted),
    )


def coverage_of(viewing: Viewing, stories: Sequence[StoryVersion]) -> Coverage:
    domains = [viewing.subject.domain] if viewing.subject.domain else list(viewing.reading.domains)
    told = Counter(story.main_domain_id for story in stories)
    return Coverage(viewing.upto.year, [DomainCoverage(domain, told[domain.pk]) for domain in domains])


def domains_panel(viewing: Viewing, stories: Sequence[StoryVersion]) -> Panel:
    """The headline of every topic, domain by domain, in the region's own order of its domains."""
    reading, upto = viewing.reading, viewing.upto
    parts = [(str(domain), reading.of_domain(domain.pk)) for domain in reading.domains]
    rest = reading.of_domain(None)
    if rest.reports:
        parts.append((_("No domain of the region"), rest))
    headlines = [indicators[0] for indicators in topics_of(reading, upto)]
    values = {headline.code: _values(viewing, headline) for headline in headlines}
    told = Counter(str(story.main_domain) for story in stories)
    rows: tuple[Row, ...] = tuple(
        {"domain": name}
        | {headline.code: values[headline.code].get(name) for headline in headlines}
        | {"stories": told[name], "counted": len(part.counted_in(upto)), "due": len(part.due_in(upto))}
        for name, part in parts
    )
    columns = (
        Column("domain", _("Excellence domain")),
        *(indicator_column(headline.code, _heading(headline), headline) for headline in headlines),
        Column("stories", _("Stories published"), "number"),
        Column("counted", _("Clusters counted"), "number"),
        Column("due", _("Clusters due"), "number"),
    )
    return Panel(
        key=DOMAINS,
        question=_("What does each domain bring?"),
        sentence=ngettext(
            "%(domains)s excellence domain, one line each.",
            "%(domains)s excellence domains, one line each.",
            len(parts),
        )
        % {"domains": len(reading.domains)},
        summary=_("Each cluster counts in its main domain alone, so that nothing is counted twice."),
        table=Table(
            _("Domain by domain: %(name)s, %(year)s") % {"name": reading.region, "year": upto.year}, columns, rows
        ),
        standing=viewing.standing,
    )


def _heading(indicator: Indicator) -> str:
    """What it counts, which is shorter than its label where it has a unit."""
    unit = str(indicator.unit)
    return unit[:1].upper() + unit[1:] if unit else str(indicator.label)


def _values(viewing: Viewing, indicator: Indicator) -> dict[str, Cell]:
    """The value of each domain by its name; a word where it is withheld from the reader."""
    domains = by_domain(viewing.reading, indicator, viewing.upto)
    shown = discreet_parts([series for _domain, series in domains], viewing.subject.own)
    return {
        str(domain) if domain else _("No domain of the region"): series.value if series else _("Withheld")
        for (domain, _series), series in zip(domains, shown, strict=True)
    }
