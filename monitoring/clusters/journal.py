"""What was changed about a cluster, by whom and when (django-auditlog), and how it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
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
    entries = LogEntry.objects.filter(own | beside).select_related("actor", "content_type")
    return [
        Event(_sentence(entry), entry.timestamp, entry.actor) for entry in entries.order_by("-timestamp")[:MOST_SHOWN]
    ]


def _sentence(entry: LogEntry) -> str:
    words = {"what": entry.object_repr, "changes": ", ".join(_changes(entry))}
    if entry.action == LogEntry.Action.CREATE:
        return _("Added: %(what)s.") % words
    if entry.action == LogEntry.Action.DELETE:
        return _("Taken out: %(what)s.") % words
    return _("%(what)s: %(changes)s.") % words


def _changes(entry: LogEntry) -> Iterator[str]:
    """Field by field, as people name them; of a choice of several, what came and what went."""
    model = entry.content_type.model_class()
    for name, values in (entry.changes or {}).items():
        field = model._meta.get_field(name)
        if not field.concrete:
            continue
        label = field.verbose_name
        if isinstance(values, dict):
            sign = "+" if values.get("operation") == "add" else "\u2212"
            yield f"{label} {sign} {', '.join(values.get('objects', []))}"
            continue
        before, after = entry.changes_display_dict.get(str(label), values)
        yield _("%(field)s: %(before)s → %(after)s") % {
            "field": label,
            "before": _value(before),
            "after": _value(after),
        }


def _value(raw: str) -> str:
    return _("nothing") if raw in {"", "None", None} else str(raw)
