"""The steps of an old file: how far it is, and what a person chose at each.

All of it stands in the options of the received file, so that every step can be left, come back to, and changed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from monitoring.uploads.models import Upload
from monitoring.uploads.watching import look_after, take_up_again

# Choices can be made, and made otherwise, until something is written.
OPEN = (Upload.State.EXAMINED, Upload.State.REFUSED)


class Step(StrEnum):
    """What the worker reads the file for, and then what is asked of the person."""

    SHEET = "sheet"  # the sheets are listed: which one, which headings?
    COLUMNS = "columns"  # the columns are listed: what does each hold?
    VALUES = "values"  # the words of closed lists are gathered: what does each mean?
    CHECK = "check"  # every row was checked: write it?


ORDER = tuple(Step)


def step_of(upload: Upload) -> Step:
    return Step(upload.options.get("step", Step.SHEET))


def has_reached(upload: Upload, step: Step) -> bool:
    """Whether what this step asks has been read: a step ahead cannot be opened."""
    return ORDER.index(step) <= ORDER.index(step_of(upload))


def columns_of(upload: Upload) -> dict[int, str]:
    """The field of each column that is read, by its index."""
    return {int(index): field for index, field in upload.options.get("columns", {}).items() if field}


def words_of(upload: Upload) -> dict[str, dict[str, str]]:
    """What the words of a column stand for, by field: a code, or nothing."""
    return dict(upload.options.get("words", {}))


def choose(upload: Upload, step: Step, **chosen: Any) -> None:
    """Keep a choice and name what the file is read for next; what was found for later steps is found again."""
    upload.options = {**upload.options, **chosen, "step": step}
    upload.save(update_fields=["options"])


def read_again(upload: Upload) -> None:
    """Queue the reading for the step that was chosen; a file that is being read meanwhile is left to it."""
    with transaction.atomic():
        current = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if current.state not in OPEN:
            return
        current.state, current.refusals, current.refusal_code = Upload.State.RECEIVED, [], ""
        current.counts, current.groups, current.notes = {}, [], []
        current.touched_at = timezone.now()
        current.save(update_fields=["state", "refusals", "refusal_code", "counts", "groups", "notes", "touched_at"])
        take_up_again(current)
        look_after(current)
