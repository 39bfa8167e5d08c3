"""The steps of an import, for the bar above each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.imports.steps import Step, has_reached
from monitoring.uploads.models import Upload

register = template.Library()


@dataclass(frozen=True)
class Shown:
    """`url` is empty for a step that is still ahead."""

    label: str
    url: str
    is_present: bool


@register.simple_tag
def import_steps(upload: Upload, present: str) -> list[Shown]:
    labels = {
        Step.SHEET: (_("Sheet"), "import-sheet"),
        Step.COLUMNS: (_("Columns"), "import-columns"),
        Step.VALUES: (_("Words"), "import-values"),
        Step.CHECK: (_("Check"), "import-check"),
    }
    return [
        Shown(label, reverse(name, args=[upload.uuid]) if has_reached(upload, step) else "", step == present)
        for step, (label, name) in labels.items()
    ]
