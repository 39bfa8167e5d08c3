"""Where an organisation is a member: the lists the registry's pages name."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.campaigns.models import Report
from monitoring.members.models import MemberLine, MemberLineQuerySet
from monitoring.organisations.mentions import Mention, Mentions, register
from monitoring.organisations.models import Organisation
from monitoring.people.models import Person
from monitoring.people.roles import REVIEWERS

# Keys a statement is given at a time: SQLite takes no more than 32,766.
AT_ONCE = 10_000
# The organisation itself, or the one it was merged into.
SURVIVOR = Coalesce(F("organisation__merged_into"), F("organisation"))


class MemberMentions(Mentions):
    def named_for(self, person: Person) -> Q:
        """On any list of one's own clusters; with those into which one of these was merged."""
        named = MemberLine.objects.filter(revision__report__cluster__in=person.readable_cluster_ids)
        named_ones = named.values("organisation")
        merged = Organisation.objects.filter(pk__in=named_ones, merged_into__isnull=False)
        return Q(pk__in=named_ones) | Q(pk__in=merged.values("merged_into"))

    def of(self, organisations: Sequence[int], person: Person) -> list[Mention]:
        lines = _accepted_for(person).filter(organisation__in=organisations)
        lines = lines.select_related("revision__report__cluster", "revision__report__campaign")
        ordered = lines.order_by("-revision__report__campaign__opens_on", "revision__report__cluster__name")
        page = "review-report" if person.has_role(*REVIEWERS) else "report-detail"
        return [
            Mention(
                title=f"{line.revision.report.cluster}, {line.revision.report.campaign.period}",
                detail=_detail(line),
                url=reverse(page, args=[line.revision.report.uuid]),
            )
            for line in ordered
        ]

    def clusters(self, organisations: Sequence[int], person: Person) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for start in range(0, len(organisations), AT_ONCE):
            some = organisations[start : start + AT_ONCE]
            lines = _accepted_for(person).members().annotate(survivor=SURVIVOR).filter(survivor__in=some)
            for pk, name in lines.values_list("survivor", "revision__report__cluster__name").distinct():
                found.setdefault(pk, set()).add(name)
        return found

    def in_several(self, person: Person) -> Q:
        lines = _accepted_for(person).members().order_by().annotate(survivor=SURVIVOR).values("survivor")
        several = lines.annotate(clusters=Count("revision__report__cluster", distinct=True)).filter(clusters__gt=1)
        return Q(pk__in=several.values("survivor"))


def _accepted_for(person: Person) -> MemberLineQuerySet:
    """Lines of the accepted lists this person may read, of every year."""
    reports = Report.objects.for_user(person).values("pk")
    return MemberLine.objects.accepted().filter(revision__report__in=reports)


def _detail(line: MemberLine) -> str:
    if line.left_on:
        return _("left")
    return _("member since %(year)s") % {"year": line.joined_year} if line.joined_year else ""


register(MemberMentions())
