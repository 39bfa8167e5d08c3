"""Organisations that a file took into the registry go with it, unless something else speaks of them by then."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.db import router
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from monitoring.organisations.journal import was_edited
from monitoring.organisations.models import Merge, Organisation, Pair

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Kept(TextChoices):
    """Why one stays although the file that took it in is taken back."""

    LISTED = "listed", _("Another list of members names it.")
    MERGED = "merged", _("It was merged with another organisation since.")
    DECIDED = "decided", _("Somebody said since whether another one is the same.")
    EDITED = "edited", _("Somebody changed it in the registry since.")
    ENRICHED = "enriched", _("Facts of Sirene were read into it since.")


class WhyKept(TypedDict):
    # One of `Kept`; empty where nothing keeps it.
    kept: str


TakenIn: TypeAlias = "QuerySet[WithAnnotations[Organisation, WhyKept], Any]"


def taken_in(file: UUID, *, is_listed: Exists, is_chosen: Exists) -> TakenIn:
    """Those a file took in, each with why it stays (`kept`).

    Lists and files are known above: `is_listed` says of an organisation whether a list names it, `is_chosen` whether
    somebody said that a row of a file is about it.
    """
    whens = (
        When(is_listed, then=Value(Kept.LISTED.value)),
        When(
            _any(Merge.objects.all(), "merged", "survivor") | Q(merged_into__isnull=False),
            then=Value(Kept.MERGED.value),
        ),
        When(_any(Pair.objects.filter(are_one__isnull=False), "first", "second"), then=Value(Kept.DECIDED.value)),
        When(is_chosen, then=Value(Kept.DECIDED.value)),
        When(was_edited(), then=Value(Kept.EDITED.value)),
        When(sirene_read_on__isnull=False, then=Value(Kept.ENRICHED.value)),
    )
    return Organisation.objects.filter(taken_in_by=file).annotate(kept=Case(*whens, default=Value("")))


def _any(rows: QuerySet[Any], *sides: str) -> Q:
    """One of these rows is about the organisation, on one side or the other."""
    found = Q()
    for side in sides:
        found |= Q(Exists(rows.filter(**{side: OuterRef("pk")})))
    return found


def remove(organisations: Collection[int]) -> None:
    """Take out organisations that nothing keeps, with the pairs nobody has decided on; past the log, as they came."""
    using = router.db_for_write(Organisation)
    Pair.objects.filter(Q(first__in=organisations) | Q(second__in=organisations)).order_by()._raw_delete(using)
    Organisation.objects.filter(pk__in=organisations).order_by()._raw_delete(using)
