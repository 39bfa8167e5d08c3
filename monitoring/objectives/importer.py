"""Writing the workbook of a report on objectives, and taking it back: through the saving of the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clusterix.lib.workbooks.specification.sheets import Book
from monitoring.campaigns.answers import answer, reopen
from monitoring.campaigns.importing import hold_for_file, report_of
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Refused
from monitoring.objectives.judging import ObjectivesJudge
from monitoring.objectives.queries import Filing, filing_of
from monitoring.objectives.saving import Conflict, write
from monitoring.objectives.values import content_from, plain_of
from monitoring.objectives.workbook import KIND, book_of, state_of
from monitoring.people.models import Person
from monitoring.stories.importing import take_back, write_story
from monitoring.stories.workbook import STORIES
from monitoring.uploads.importers import Change, Importer, Judge, Refusal, register
from monitoring.uploads.models import AppliedChange, StagedRow, Upload, Verdict

WRITTEN = (Verdict.NEW, Verdict.CHANGED)


class ObjectivesImporter(Importer):
    purpose = KIND
    # A part of the workbook leaves the rest as it is.
    absent_stay = True

    def book(self, upload: Upload) -> Book:
        report = report_of(upload)
        return book_of(report, report.current_revision())

    def judge(self, upload: Upload) -> Judge:
        """Against the open revision, else the newest that was sent: applying refuses what takes no values now."""
        report = report_of(upload)
        return ObjectivesJudge(report, report.current_revision())

    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        report = report_of(upload)
        revision = hold_for_file(report, person)
        if state_of(report, revision) != upload.compared_with:
            raise Refusal(
                _("Values were saved in this report since the file was compared with it: look at the changes again."),
                code="moved",
            )
        Revision.objects.filter(pk=revision.pk).update(origin=Revision.Origin.WORKBOOK)
        filing = filing_of(report, revision)
        for row in rows:
            if row.verdict not in WRITTEN:
                continue
            try:
                if row.sheet == STORIES:
                    change = write_story(report, revision, row.key, row.values["_told"], person)
                else:
                    change = _write_value(filing, revision, row, person)
                yield from filter(None, (change, _reply(report, row, person)))
            except Refused as refusal:
                raise Refusal(*refusal.sentences, code="moved") from refusal

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        report = report_of(upload)
        revision = hold_for_file(report, person)
        filing, kept = filing_of(report, revision), {}
        for change in upload.changes.all():
            reason = _take_back(filing, revision, change, person)
            if reason:
                kept[change.key] = reason
        return kept

    def mending_url(self, upload: Upload) -> str:
        """The place in the browser of the first rejected row: what the file could not say is typed there."""
        row = upload.rows.filter(verdict=Verdict.REJECTED).exclude(key="").first()
        if row is None:
            return ""
        report = report_of(upload)
        if row.sheet == STORIES:
            return reverse("report-section", args=[report.uuid, STORIES])
        question = filing_of(report, report.current_revision()).question(row.key)
        if question is None:
            return ""
        return f"{reverse('report-section', args=[report.uuid, question.indicator.topic.code])}#{row.key}"


def _write_value(filing: Filing, revision: Revision, row: StagedRow, person: Person) -> Change | None:
    question = filing.question(row.key)
    if question is None or "_content" not in row.values:
        return None
    before, after = question.content, content_from(row.values["_content"])
    if before == after:
        return None
    try:
        write(revision, question, after, version=question.version, person=person)
    except Conflict as conflict:
        raise Refused(_("Somebody else saved another value meanwhile: look at the changes again.")) from conflict
    return Change(row.key, row.label, plain_of(before), plain_of(after))


def _reply(report: Report, row: StagedRow, person: Person) -> Change | None:
    body = row.values.get("answer", "")
    shown = row.values.get("_shown", [])
    reply = answer(report, shown, body, person) if body else None
    if reply is None:
        return None
    return Change(f"reply:{reply.pk}", row.label, None, {"answer": body, "remarks": list(shown)})


def _take_back(filing: Filing, revision: Revision, change: AppliedChange, person: Person) -> str:
    """Put back one line; why it is left as it is."""
    if change.key.startswith("reply:"):
        reopen(filing.report, (change.after or {}).get("remarks", []), person)
        return _("The Region was told of this answer: it stays, and the remark waits again.")
    if change.key.startswith("story:"):
        made = Change(change.key, change.label, change.before, change.after)
        return take_back(filing.report, revision, made, person)
    question = filing.question(change.key)
    if question is None:
        return _("This report no longer asks it.")
    if plain_of(question.content) != change.after:
        return _("It was edited since.")
    before: Mapping[str, Any] = change.before or {}
    write(revision, question, content_from(before), version=question.version, person=person)
    return ""


IMPORTER = ObjectivesImporter()
register(IMPORTER)
