"""An importer of the tests' own: names and amounts, kept beside the database, so that the pipeline is tried alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from clusterix.lib.workbooks.specification.sheets import Book, Field, FieldType, Passport, Sheet
from monitoring.people.models import Person
from monitoring.uploads.importers import Change, CheckedRow, Importer, Judge, Judged, Refusal
from monitoring.uploads.models import StagedRow, Upload, Verdict

SHEET = Sheet(
    key="things",
    title="Things",
    key_field="",
    fields=(
        Field("name", "Name", is_required=True),
        Field("amount", "Amount", FieldType.WHOLE, least=0),
        Field("note", "Note", FieldType.LONG_TEXT),
    ),
    spare_rows=20,
)
PASSPORT = Passport("inventory", "minalogic", "2026", "1")


class Inventory(Importer):
    """Things by name; `is_open` False stands for a report that was sent."""

    purpose = "inventory"

    def __init__(self) -> None:
        self.things: dict[str, int | None] = {}
        self.is_open = True
        # Called in the middle of a writing.
        self.interrupt: Callable[[], None] = lambda: None

    def book(self, upload: Upload) -> Book:
        rows = [{"name": name, "amount": amount} for name, amount in self.things.items()]
        return Book("Inventory", (SHEET,), PASSPORT, rows={SHEET.key: rows})

    def judge(self, upload: Upload) -> Judge:
        return InventoryJudge(self)

    def apply(self, upload: Upload, rows: Iterable[StagedRow], person: Person) -> Iterator[Change]:
        if not self.is_open:
            raise Refusal("The inventory was sent.", code="report_not_open")
        if self.state != upload.compared_with:
            raise Refusal("The inventory has moved.", code="moved")
        after = dict(self.things)
        for row in rows:
            name = row.key
            if row.verdict == Verdict.ABSENT:
                yield Change(name, row.label, {"amount": after.pop(name)}, None)
                continue
            before = {"amount": after[name]} if name in after else None
            after[name] = row.values["amount"]
            self.interrupt()
            yield Change(name, row.label, before, {"amount": after[name]})
        self.things = after

    def undo(self, upload: Upload, person: Person) -> Mapping[str, str]:
        kept = {}
        for change in upload.changes.all():
            if change.after and self.things.get(change.key) != change.after["amount"]:
                kept[change.key] = "It was edited since."
            elif change.before is None:
                del self.things[change.key]
            else:
                self.things[change.key] = change.before["amount"]
        return kept

    @property
    def state(self) -> str:
        return repr(sorted(self.things.items()))


class InventoryJudge(Judge):
    def __init__(self, inventory: Inventory) -> None:
        self.things = dict(inventory.things)
        self.compared_with = inventory.state
        self.seen: set[str] = set()

    def judge(self, rows: Iterable[CheckedRow]) -> Iterator[Judged]:
        for row in rows:
            name = row.values.get("name", "")
            self.seen.add(name)
            if row.problems:
                yield Judged(Verdict.REJECTED, name, name)
            elif name not in self.things:
                yield Judged(Verdict.NEW, name, name, {"name": name, "amount": row.values["amount"]})
            elif self.things[name] == row.values["amount"]:
                yield Judged(Verdict.UNCHANGED, name, name)
            else:
                amounts = {"amount": row.values["amount"]}, {"amount": self.things[name]}
                yield Judged(Verdict.CHANGED, name, name, *amounts)

    def absent(self) -> Iterator[Judged]:
        for name in self.things:
            if name not in self.seen:
                yield Judged(Verdict.ABSENT, name, name)
