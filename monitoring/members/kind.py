"""The yearly report on a cluster's members (Action plan, action 2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterix.lib.panels import Panel
from clusterix.lib.periods import Period, Year
from monitoring.campaigns.kinds import (
    Change,
    Missing,
    Place,
    Progress,
    ReportKind,
    ReviewRow,
    Section,
    read_once,
    register,
)
from monitoring.campaigns.models import Campaign, Report, Revision
from monitoring.members.addresses import grid_url, line_url, waiting_url
from monitoring.members.carrying import carry_over, prefill
from monitoring.members.comparing import Comparison, changed_fields, in_words, lines_of, since_last_year
from monitoring.members.figures.answers import preview_panels
from monitoring.members.importer import IMPORTER
from monitoring.members.models import MemberLine
from monitoring.members.reviewing import review_rows
from monitoring.members.sheet import LINE_FIELDS
from monitoring.members.waiting import reports_with_rows_waiting, waiting_rows
from monitoring.members.wording import joined_counted, left_counted, members_counted, summary_of
from monitoring.organisations.identity import Declared
from monitoring.organisations.remembering import remember

SECTION, WAITING = "members", "waiting"
# Lines to mend that are named one by one before sending; the others are counted.
NAMED = 20


class MembersKind(ReportKind):
    key = "members"
    name = gettext_lazy("Members")
    periods = (Year,)
    importer = IMPORTER

    def title(self, period: Period) -> str:
        return _("Members, %(period)s") % {"period": period.label}

    def prepare(self, campaign: Campaign) -> None:
        """Every campaign asks for the same list."""

    def blockers(self, campaign: Campaign) -> list[str]:
        return []

    def prefill(self, revision: Revision) -> None:
        prefill(revision)

    def sections(self, report: Report, revision: Revision | None) -> list[Section]:
        comparison = since_last_year(report, revision) if revision else Comparison([], [], [], [])
        members = comparison.members
        done = sum(bool(line.category) for line in members)
        progress = Progress.DONE if members and done == len(members) else Progress.IN_PROGRESS
        sections = [
            Section(
                key=SECTION,
                title=_("The members"),
                url=grid_url(report),
                progress=progress if revision else Progress.TO_DO,
                done=done,
                total=len(members),
                hint=_hint(comparison) if revision else "",
            )
        ]
        return [*sections, *_section_of_waiting(report, revision)]

    def missing(self, revision: Revision) -> list[Missing]:
        report = revision.report
        lines = [line for line in lines_of(revision) if not line.left_on]
        if not lines:
            sentence = _("The list holds no member: add them, or send a file.")
            return [Missing("", _("The members"), sentence, grid_url(report))]
        found = _without_category(report, [line for line in lines if not line.category])
        if waiting := _waiting(report, revision):
            sentence = ngettext(
                "%(count)s row of your file could not be taken: mend it or put it aside.",
                "%(count)s rows of your file could not be taken: mend them or put them aside.",
                waiting,
            ) % {"count": waiting}
            found.append(Missing("", _("Rows waiting"), sentence, waiting_url(report)))
        return found

    def complete(self, revisions: list[Revision]) -> list[Revision]:
        """In two queries, however many there are."""
        found = MemberLine.objects.members().filter(revision__in=revisions).order_by().values_list("revision")
        lines = {pk: (total, lacking) for pk, total, lacking in found.annotate(total=Count("pk"), lacking=_LACKING)}
        waiting = reports_with_rows_waiting(str(revision.report.uuid) for revision in revisions)
        return [
            revision
            for revision in revisions
            if lines.get(revision.pk, (0, 0))[0]
            and not lines[revision.pk][1]
            and str(revision.report.uuid) not in waiting
        ]

    def review_rows(self, revision: Revision) -> list[ReviewRow]:
        return review_rows(revision)

    def places(self, report: Report, revision: Revision | None, keys: Iterable[str]) -> dict[str, Place]:
        wanted = set(keys)
        return {
            line.key: Place(line.name, SECTION, line_url(report, line))
            for line in (lines_of(revision) if any(key.startswith("member:") for key in wanted) else [])
            if line.key in wanted
        }

    def carry_over(self, source: Revision, target: Revision) -> None:
        carry_over(source, target)

    def differences(self, before: Revision, after: Revision) -> list[Change]:
        former = {line.uuid: line for line in lines_of(before)}
        now = {line.uuid: line for line in lines_of(after)}
        return [
            change
            for uuid in dict.fromkeys([*former, *now])
            if (change := _change(former.get(uuid), now.get(uuid))) is not None
        ]

    def content(self, revision: Revision) -> dict[str, object]:
        lines = MemberLine.objects.filter(revision=revision)
        return {"members": {str(line.uuid): _plain(line) for line in lines}}

    def accepted(self, revision: Revision) -> None:
        """The registry learns what the cluster last declared of its members."""
        lines = MemberLine.objects.filter(revision=revision).order_by("pk")
        remember((line.organisation_id, Declared.of(_declared(line))) for line in lines if line.organisation_id)

    def preview(self, revision: Revision) -> list[Panel]:
        return preview_panels(revision)


_LACKING = Count("pk", filter=Q(category=""))


def _hint(comparison: Comparison) -> str:
    parts = [members_counted(len(comparison.members))]
    if not comparison.is_first:
        parts += [joined_counted(len(comparison.joined)), left_counted(len(comparison.left))]
    return ", ".join(parts)


def _waiting(report: Report, revision: Revision | None) -> int:
    return read_once(revision, "rows waiting", lambda: waiting_rows(report).count())


def _section_of_waiting(report: Report, revision: Revision | None) -> list[Section]:
    """Shown while something waits."""
    waiting = _waiting(report, revision) if revision and revision.is_open else 0
    if not waiting:
        return []
    hint = ngettext("%(count)s row of a file to mend", "%(count)s rows of a file to mend", waiting) % {"count": waiting}
    return [Section(WAITING, _("Rows waiting"), waiting_url(report), Progress.IN_PROGRESS, 0, waiting, hint)]


def _without_category(report: Report, lines: list[MemberLine]) -> list[Missing]:
    sentence = _("“%(name)s” has no category: choose one.")
    found = [
        Missing(line.key, line.name, sentence % {"name": line.name}, line_url(report, line)) for line in lines[:NAMED]
    ]
    if others := len(lines) - len(found):
        rest = ngettext(
            "%(count)s other member has no category.", "%(count)s other members have no category.", others
        ) % {"count": others}
        found.append(Missing("", _("The members"), rest, f"{grid_url(report)}?category=none"))
    return found


def _change(before: MemberLine | None, now: MemberLine | None) -> Change | None:
    """What became of a line between two filings of one report; None where nothing did."""
    if before is None and now is not None:
        return Change(now.key, now.name, _("Not on the list"), summary_of(now))
    if now is None and before is not None:
        return Change(before.key, before.name, summary_of(before), _("Not on the list"))
    if before is None or now is None:
        raise ValueError("a change has at least one side")
    fields = changed_fields(before, now)
    return Change(now.key, now.name, in_words(before, fields), in_words(now, fields)) if fields else None


def _declared(line: MemberLine) -> dict[str, object]:
    facts = {name: getattr(line, name) for name in LINE_FIELDS}
    return {**facts, "naf_version": line.naf_version, "departement": line.departement_id or ""}


def _plain(line: MemberLine) -> dict[str, object]:
    """One writing of a line, the same on every database and in every language."""
    return {name: getattr(line, name) for name in (*LINE_FIELDS, "left_on")}


register(MembersKind())
