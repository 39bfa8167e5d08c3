"""What people changed of an organisation, by whom and when (django-auditlog), and how it reads.

Lists and extracts write many organisations at once, past the log: the record of each file tells what it did.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from monitoring.clusters.models import Cluster
from monitoring.organisations.headcount import HeadcountBand
from monitoring.organisations.models import Organisation
from monitoring.organisations.places import country_name
from monitoring.people.models import Person
from monitoring.territory.models import Departement, Region

# Found from what is typed: nobody reads them.
auditlog.register(Organisation, exclude_fields=["name_key", "naf_version", "created_at", "taken_in_by"])

# What fields name by its key.
NAMED: dict[str, QuerySet[Any]] = {
    "departement": Departement.objects.all(),
    "cluster": Cluster.objects.all(),
    "region": Region.objects.all(),
    "merged_into": Organisation.objects.all(),
}
MOST_SHOWN = 50
# How the log writes that there was nothing.
NOTHING = frozenset({None, "", "None"})


@dataclass(frozen=True)
class Event:
    """One line of a log (templates/components/log.html)."""

    text: str
    at: datetime
    actor: Person | None
    reason: str = ""


def was_edited() -> Exists:
    """Whether a person changed the organisation: a condition on organisations."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=OuterRef("pk"),
        action=LogEntry.Action.UPDATE,
    )
    return Exists(entries)


def journal_of(organisation: Organisation) -> list[Event]:
    """The last changes of its facts; newest first."""
    entries = LogEntry.objects.get_for_object(organisation).filter(action=LogEntry.Action.UPDATE)
    shown = list(entries.select_related("actor").order_by("-timestamp")[:MOST_SHOWN])
    names = _names(shown)
    return [Event(_sentence(entry, names), entry.timestamp, entry.actor) for entry in shown]


# What the rows are called that a change names by their keys.
Names = dict[tuple[str, str], str]


def _names(entries: list[LogEntry]) -> Names:
    """In one query for each kind of row named."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name, values in (entry.changes or {}).items():
            if name in NAMED:
                keys[name] |= {value for value in values if value not in NOTHING}
    return {(name, str(row.pk)): str(row) for name, found in keys.items() for row in NAMED[name].filter(pk__in=found)}


def _sentence(entry: LogEntry, names: Names) -> str:
    """Field by field, as people name them."""
    changes = []
    # In the order of the model: databases keep what changed in orders of their own.
    for field in Organisation._meta.fields:
        if field.name not in (entry.changes or {}):
            continue
        before, after = (_value(field.name, raw, names) for raw in entry.changes[field.name])
        words = {"field": field.verbose_name, "before": before, "after": after}
        changes.append(_("%(field)s: %(before)s → %(after)s") % words)
    return capfirst(f"{', '.join(changes)}.")


def _value(name: str, raw: str | None, names: Names) -> str:
    if raw is None or raw in NOTHING:
        return _("nothing")
    if name in NAMED:
        return names.get((name, raw), raw)
    if name == "country":
        return country_name(raw)
    if name in {"headcount_band", "sirene_headcount_band"}:
        return str(dict(HeadcountBand.choices).get(raw, raw))
    choices = getattr(Organisation._meta.get_field(name), "flatchoices", ())
    return str(dict(choices).get(raw, raw))
