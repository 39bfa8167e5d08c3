"""Stories of the demonstration: invented, like the people who would have lived them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from uuid import uuid5

from django.conf import settings

from monitoring.campaigns.demo import Filing
from monitoring.stories.models import Story, StoryVersion

# Quarters before the running one in which each domain tells a story: two a year.
TELLING_QUARTERS = {9, 7, 5, 3, 1}
# Domains whose newest story is still with its cluster or in review.
LATER_DOMAINS = {"digital", "health", "mobility"}
FILE = Path(settings.BASE_DIR) / "fixtures" / "demo" / "stories.csv"


@cache
def _texts() -> dict[str, list[dict[str, str]]]:
    """The invented stories of each domain, by its code."""
    by_domain = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_domain[row.pop("domain")].append(row)
    return by_domain


class Teller:
    """Gives each domain's stories, once each, to its clusters in turn."""

    def __init__(self) -> None:
        self.waiting: dict[str, Iterator[dict[str, str]]] = {code: iter(rows) for code, rows in _texts().items()}

    def tell(self, filings: list[Filing], running_index: int) -> None:
        """`running_index` counts quarters before the running one."""
        told = set()
        for filing in sorted(filings, key=lambda filing: Random(f"{filing.report.uuid} story").random()):
            domain, revision = filing.report.cluster.main_domain, filing.revision
            turns = TELLING_QUARTERS - {1} | {0} if domain.code in LATER_DOMAINS else TELLING_QUARTERS
            if running_index not in turns or domain.code in told or revision.is_open:
                continue
            text = next(self.waiting[domain.code], None)
            if text is None:
                continue
            told.add(domain.code)
            self._write(filing, text)

    def _write(self, filing: Filing, text: dict[str, str]) -> None:
        revision = filing.revision
        story = Story.objects.create(uuid=uuid5(filing.report.uuid, text["title"]), report=filing.report)
        edited_at = revision.sealed_at or revision.opened_at
        StoryVersion.objects.create(
            story=story,
            revision=revision,
            main_domain=filing.report.cluster.main_domain,
            edited_by=revision.opened_by,
            edited_at=edited_at,
            **text,
        )
        if revision.accepted_at:
            story.published_at = revision.accepted_at + timedelta(hours=1)
            story.published_by = revision.accepted_by
            story.save(update_fields=["published_at", "published_by"])
