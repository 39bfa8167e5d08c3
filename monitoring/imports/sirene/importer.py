"""Enriching the registry from a Sirene extract: by SIREN, and never what clusters declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.copying import update_rows
from clusterix.lib.workbooks.mapping.headings import find_header
from clusterix.lib.workbooks.reading.opening import Reading
from clusterix.lib.workbooks.specification.sheets import Book
from monitoring.imports.sirene.extract import EXTRACT, facts_of
from monitoring.organisations.models import Organisation
from monitoring.organisations.registering import one_at_a_time
from monitoring.people.models import Person
from monitoring.uploads.importers import Change, CheckedRow, Importer, Judge, Judged, Refusal, register
from monitoring.uploads.models import StagedRow, Upload, Verdict
from monitoring.uploads.recognising import ROWS_LOOKED_AT, FoundSheet, notes_on

FACTS = (
    *("sirene_name", "sirene_size", "sirene_naf", "sirene_naf_version", "sirene_headcount_band"),
    *("sirene_legal_form", "sirene_insee_code", "sirene_is_active", "sirene_diffusion"),
)
# Organisations written by one statement.
AT_ONCE = 2_000


class SireneImporter(Importer):
    """Changes facts of organisations the registry knows by their SIREN; takes none in."""

    purpose = "sirene"
    takes_any_file = True
    needs_passport = False
    absent_stay = True

    def book(self, upload: Upload) -> Book:
        return Book(gettext_lazy("Sirene extract"), (EXTRACT,))

    def find(self, upload: Upload, reading: Reading) -> list[FoundSheet]:
        """The first sheet with a column of SIRENs. Columns about persons, which the stock has, are not read."""
        for sheet in reading.sheets:
            header = find_header(islice(reading.rows(sheet.name), ROWS_LOOKED_AT), EXTRACT) if sheet.rows else None
            if header and {"siren"} < set(header.columns.values()):
                rows = max(0, sheet.rows - max(header.rows, default=0))
                return [FoundSheet(EXTRACT, sheet.name, rows, header, notes_on(EXTRACT, header))]
        raise Refusal(
            _(
                "This file is no Sirene extract: no sheet has a column named “siren” with facts beside it. Send the "
                "stock of legal units or of establishments, or an export of the directory of enterprises, as it came."
            ),
            code="no_sheet",
        )

    def judge(self, upload: Upload) -> Judge:
        return SireneJudge(_day(upload))

    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        one_at_a_time()
        remaining = iter(rows)
        while batch := list(islice(remaining, AT_ONCE)):
            there = _there([_pk(row.key) for row in batch])
            for row in batch:
                if there.get(_pk(row.key)) != row.before:
                    raise Refusal(
                        _("%(name)s has changed since the file was read: read it again.") % {"name": row.label},
                        code="moved",
                    )
            _write({_pk(row.key): row.values for row in batch})
            yield from (Change(row.key, row.label, row.before, row.values) for row in batch)
        _confirm(list(upload.rows.filter(verdict=Verdict.UNCHANGED).values_list("key", flat=True)), _day(upload))

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        one_at_a_time()
        kept: dict[str, str] = {}
        changes = upload.changes.order_by("pk").iterator(AT_ONCE)
        while batch := list(islice(changes, AT_ONCE)):
            there = _there([_pk(change.key) for change in batch])
            back = {}
            for change in batch:
                if there.get(_pk(change.key)) == change.after:
                    back[_pk(change.key)] = change.before or {}
                else:
                    kept[change.key] = _("A later extract has changed it since.")
            _write(back)
        return kept


class SireneJudge(Judge):
    """The registry by SIREN, read once."""

    def __init__(self, day: date) -> None:
        self.compared_with = ""
        self.day = day.isoformat()
        known = Organisation.objects.standing().exclude(siren="").values_list("siren", "pk", "name")
        self.known = {siren: (pk, name) for siren, pk, name in known}
        self.there = _there([pk for pk, _name in self.known.values()])
        self.seen: set[int] = set()

    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged | None]:
        for row in rows:
            yield self._judged(row)
        if not self.seen:
            raise Refusal(_("The registry knows none of the SIRENs of this file."), code="no_row")

    def _judged(self, row: CheckedRow) -> Judged | None:
        """None for a legal unit that is nobody's member, and for the second row of one."""
        pk, name = self.known.get(str(row.values.get("siren") or ""), (0, ""))
        if not pk or pk in self.seen:
            return None
        if row.problems:
            return Judged(Verdict.REJECTED, f"organisation:{pk}", name)
        facts = facts_of(row.values)
        if facts is None:
            return None
        self.seen.add(pk)
        before = self.there[pk]
        after = before | facts
        if after == before and before["sirene_read_on"]:
            return Judged(Verdict.UNCHANGED, f"organisation:{pk}", name)
        verdict = Verdict.CHANGED if before["sirene_read_on"] else Verdict.NEW
        return Judged(verdict, f"organisation:{pk}", name, after | {"sirene_read_on": self.day}, before)


def _there(pks: list[int]) -> dict[int, dict[str, Any]]:
    """What the registry holds of Sirene now, as plain JSON, by the organisation's key."""
    found = {}
    for start in range(0, len(pks), AT_ONCE):
        rows = Organisation.objects.filter(pk__in=pks[start : start + AT_ONCE]).values("pk", *FACTS, "sirene_read_on")
        for row in rows:
            day = row.pop("sirene_read_on")
            found[row.pop("pk")] = row | {"sirene_read_on": day and day.isoformat()}
    return found


def _write(values: Mapping[int, Mapping[str, Any]]) -> None:
    fields = (*FACTS, "sirene_read_on")
    rows = [(pk, *(_native(name, facts.get(name)) for name in fields)) for pk, facts in values.items()]
    if rows:
        update_rows(Organisation, "id", fields, rows)


def _confirm(keys: list[str], day: date) -> None:
    """What this extract says again is as of its day."""
    for start in range(0, len(keys), AT_ONCE):
        pks = [_pk(key) for key in keys[start : start + AT_ONCE]]
        Organisation.objects.filter(pk__in=pks).update(sirene_read_on=day)


def _native(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "sirene_read_on" and value else value


def _pk(key: str) -> int:
    return int(key.removeprefix("organisation:"))


def _day(upload: Upload) -> date:
    return date.fromisoformat(upload.options["day"])


register(SireneImporter())
