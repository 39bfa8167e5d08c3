"""What was changed about a cluster, by whom and when (django-auditlog), and how it reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from monitoring.clusters.models import Cluster, Following, Label, Succession

if TYPE_CHECKING:
    from monitoring.people.models import Person

auditlog.register(Cluster, m2m_fields={"other_domains", "themes"})
auditlog.register(Following)
auditlog.register(Succession)
auditlog.register(Label)

MOST_SHOWN = 50
# How the log writes that there was nothing.
NOTHING = frozenset({None, "", "None", "[]"})


@dataclass(frozen=True)
class Event:
    """One line of a log (templates/components/log.html)."""

    text: str
    at: datetime
    actor: Person | None
    reason: str = ""


def journal_of(cluster: Cluster) -> list[Event]:
    """The last changes of its facts, followings, successions and labels; newest first."""
    types = ContentType.objects.get_for_models(Cluster, Following, Succession, Label)
    own = Q(content_type=types.pop(Cluster), object_pk=str(cluster.pk))
    beside = Q(content_type__in=list(types.values())) & (
        Q(additional_data__cluster=cluster.pk) | Q(additional_data__predecessor=cluster.pk)
    )
    entries = LogEntry.objects.filter(own | beside).select_related("actor", "content_type").order_by("-timestamp")
    shown = list(entries[:MOST_SHOWN])
    names = _names(shown)
    return [Event(_sentence(entry, names), entry.timestamp, entry.actor) for entry in shown]


# What the rows are called that a change names by their keys.
Names = dict[tuple[type[models.Model], str], str]


def _names(entries: list[LogEntry]) -> Names:
    """In one query for each kind of row named."""
    keys: dict[type[models.Model], set[str]] = defaultdict(set)
    for entry in entries:
        for field, values in _fields(entry):
            if isinstance(field, models.ForeignKey):
                keys[field.related_model] |= {str(value) for value in values if value not in NOTHING}
    return {
        (model, str(row.pk)): str(row)
        for model, found in keys.items()
        for row in model._default_manager.filter(pk__in=found)
    }


def _fields(entry: LogEntry) -> Iterator[tuple[models.Field[Any, Any], Any]]:
    model = entry.content_type.model_class()
    for name, values in (entry.changes or {}).items():
        field = model._meta.get_field(name) if model else None
        if field is not None and field.concrete:
            yield field, values


def _sentence(entry: LogEntry, names: Names) -> str:
    words = {"what": entry.object_repr, "changes": ", ".join(_changes(entry, names))}
    if entry.action == LogEntry.Action.CREATE:
        return _("Added: %(what)s.") % words
    if entry.action == LogEntry.Action.DELETE:
        return _("Taken out: %(what)s.") % words
    return _("%(what)s: %(changes)s.") % words


def _changes(entry: LogEntry, names: Names) -> Iterator[str]:
    """Field by field, as people name them; of a choice of several, what came and what went."""
    for field, values in _fields(entry):
        if isinstance(values, dict):
            words = {"field": field.verbose_name, "what": ", ".join(values.get("objects", []))}
            is_added = values.get("operation") == "add"
            yield (_("%(field)s, added: %(what)s") if is_added else _("%(field)s, taken out: %(what)s")) % words
            continue
        before, after = (_value(field, value, names) for value in values)
        yield _("%(field)s: %(before)s → %(after)s") % {"field": field.verbose_name, "before": before, "after": after}


def _value(field: models.Field[Any, Any], raw: str | None, names: Names) -> str:
    if raw in NOTHING:
        return _("nothing")
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, str(raw)), str(raw))
    if isinstance(field, models.BooleanField):
        return _("yes") if raw == "True" else _("no")
    return str(dict(field.flatchoices).get(raw, raw))
