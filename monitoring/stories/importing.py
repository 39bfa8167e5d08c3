"""Stories that come back in a workbook: what each row would change, its writing, and its taking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _

from clusterix.lib.workbooks.checking.typed import as_typed
from clusterix.lib.workbooks.specification.sheets import Problem
from monitoring.campaigns.answers import Thread, shown_in, weigh
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Refused
from monitoring.people.models import Person
from monitoring.stories.models import Story, StoryVersion
from monitoring.stories.pages import empty_version
from monitoring.stories.queries import empty_parts, stories_of, story_key
from monitoring.stories.saving import TEXTS, Typed, begin, mark, take_out, values_of, write
from monitoring.stories.workbook import FIELDS, MARK, SEPARATOR, Reader, Told, told_by, uuid_of
from monitoring.uploads.importers import Change, CheckedRow, Judged
from monitoring.uploads.models import Verdict

NOTHING: Told = dict.fromkeys(TEXTS, "") | {"main_domain": "", "other_domains": []}


class StoryJudge:
    """Compares rows of stories with those of one revision, read once."""

    def __init__(self, report: Report, revision: Revision | None, threads: Mapping[str, Thread]) -> None:
        self.report, self.threads, self.reader = report, threads, Reader(report)
        self.versions = {story_key(version): version for version in stories_of(revision)}
        self.own_domain = empty_version(report).main_domain
        self.seen: set[str] = set()

    def judge(self, row: CheckedRow) -> Judged | None:
        typed, problems = self.reader.read(row.values)
        problems = [*row.problems, *problems]
        key = str(row.values.get("key") or "") or self._key_of(typed)
        marks, shown = shown_in(row.values.get("was"))
        version = self.versions.get(key)
        told, crossed = self._merged(version, typed, marks)
        if version is None and not problems and not any(told[name] for name in TEXTS):
            return None
        problems += self._of_row(key, version, marks, told)
        weighed = weigh(self.threads.get(key, Thread()), shown, as_typed(row.values.get("answer")))
        if weighed.complaint:
            problems.append(Problem("answer", weighed.complaint, "answer"))
        self.seen.add(key)
        label = told["title"] or (str(version) if version else row.found.get("title", ""))
        if problems:
            return Judged(Verdict.REJECTED, key, label, problems=tuple(problems))
        before = told_by(version) if version else None
        return Judged(
            self._verdict(told, before, weighed.body),
            key,
            label,
            self._plain(told) | {"answer": weighed.body, "_told": told, "_shown": list(shown)},
            self._plain(before) | {"answer": ""} if before else {},
            tuple(Problem("note", note) for note in (*crossed, *_incomplete(told), weighed.note) if note),
        )

    def absent(self) -> list[Judged]:
        return [
            Judged(Verdict.ABSENT, key, str(version), before=self._plain(told_by(version)))
            for key, version in self.versions.items()
            if key not in self.seen
        ]

    def _key_of(self, typed: Told) -> str:
        """A row written under the spare ones: the same text sent twice is one story."""
        return f"story:{uuid5(self.report.uuid, str([typed.get(name, '') for name in TEXTS]))}"

    def _merged(self, version: StoryVersion | None, typed: Told, marks: str) -> tuple[Told, list[str]]:
        """Cells nobody touched keep what stands there now; what two people changed is said."""
        current = told_by(version) if version else NOTHING
        told, crossed = dict(current), []
        remembered = dict(zip(FIELDS, marks.split("."), strict=False)) if marks else {}
        for name, value in typed.items():
            was = remembered.get(name)
            is_left_to_us = name == "main_domain" and not value and not remembered
            if mark(value)[:MARK] == was or is_left_to_us:
                continue
            if was and mark(current[name])[:MARK] != was and current[name] != value:
                crossed.append(_("Somebody changed this story since the file was made: your text replaces theirs."))
            told[name] = value
        if version is None and self.own_domain and not told["main_domain"]:
            told["main_domain"] = self.own_domain.code
        return told, crossed[:1]

    def _of_row(self, key: str, version: StoryVersion | None, marks: str, told: Told) -> list[Problem]:
        uuid, sentence = uuid_of(key), ""
        if uuid is None:
            sentence = _("The hidden cell that names this story is not as it was: copy the text to an empty row.")
        elif key in self.seen:
            sentence = _("Another row of this file is about the same story: copy the text to an empty row.")
        elif version is None and marks:
            sentence = _("This story was taken out of the report. To tell it again, copy it to an empty row.")
        elif version is None and Story.objects.filter(uuid=uuid).exclude(report=self.report).exists():
            sentence = _("This story belongs to another report: copy the text to an empty row.")
        return [Problem("wrong_line", sentence)] if sentence else []

    def _verdict(self, told: Told, before: Told | None, answer: str) -> Verdict:
        if before is None:
            return Verdict.NEW
        return Verdict.CHANGED if told != before or answer else Verdict.UNCHANGED

    def _plain(self, told: Told) -> dict[str, Any]:
        names = {domain.code: str(domain.name) for domain in self.reader.domains}
        return told | {"other_domains": SEPARATOR.join(names.get(code, code) for code in told["other_domains"])}


def _incomplete(told: Told) -> list[str]:
    empty = empty_parts(StoryVersion(**{name: told[name] for name in TEXTS}))
    # The domain is known by its code here, not by a row.
    empty = empty[:-1] if told["main_domain"] else empty
    return [_("Before sending, still to be written: %(parts)s.") % {"parts": ", ".join(empty)}] if empty else []


def write_story(report: Report, revision: Revision, key: str, told: Told, person: Person) -> Change | None:
    """Save what a row tells, through the saving of the browser; None where it says what stands there already.

    Inside the transaction that holds the revision. Raises Refused.
    """
    uuid = uuid_of(key)
    held = StoryVersion.objects.filter(revision=revision, story__uuid=uuid).first() if uuid else None
    before = told_by(held) if held else None
    if before == told:
        return None
    story = begin(report, revision, uuid, person, None) if uuid else None
    if story is None:
        raise Refused(_("This story belongs to another report: copy the text to an empty row."))
    current = values_of(StoryVersion.objects.get(revision=revision, story=story))
    values = Reader(report).values_of(told)
    outcome = write(revision, story, Typed(values, {name: mark(current[name]) for name in values}), person)
    return Change(key, str(outcome.version), before, told)


def take_back(report: Report, revision: Revision, change: Change, person: Person) -> str:
    """Put a story back as it was before the file; why it is left as it is, where somebody edited it since."""
    versions = {story_key(version): version for version in stories_of(revision)}
    version = versions.get(change.key)
    if version is None:
        return "" if change.before is None else _("It was taken out of the report since.")
    if told_by(version) != change.after:
        return _("It was edited since.")
    if change.before is not None:
        write_story(report, revision, change.key, dict(change.before), person)
        return ""
    if version.people.all() or hasattr(version, "picture"):
        return _("A picture or people were added to it since.")
    take_out(version)
    return ""
