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
from monitoring.stories.demo_pictures import picture_for
from monitoring.stories.models import Story, StoryPerson, StoryPicture, StoryVersion

# Quarters before the running one in which each domain tells a story: two a year.
TELLING_QUARTERS = {9, 7, 5, 3, 1}
# Domains whose newest story is still with its cluster or in review.
LATER_DOMAINS = {"digital", "health", "mobility"}
# Who speaks, and what they say of it: invented.
VOICES = (
    ("Camille Rochebrune", "responsable de l’innovation", "Nous étions voisins sans nous connaître."),
    ("Sacha Vernay", "directeur d’atelier", "Seuls, nous aurions attendu trois ans de plus."),
    ("Lou Montgiraud", "chercheuse", "Pour une fois, la question venait du terrain."),
    ("Andréa Chassolière", "cheffe de projet", "Le plus long a été de se rencontrer. Le reste est allé vite."),
    ("Maxime Bellecombe", "dirigeant", "Nous y avons gagné un client, et surtout une habitude."),
    ("Charlie Fontvieille", "élue de la commune", "Chacun voit maintenant à quoi cela sert."),
)
# What the drawings of each domain show, for those who do not see them.
SHOWN = {
    "agrifood": "Dessin : des rangs cultivés, des arbres et des collines sous un soleil orange.",
    "construction": "Dessin : des immeubles de plusieurs couleurs et une grue.",
    "digital": "Dessin : des points de plusieurs tailles, reliés entre eux.",
    "energy": "Dessin : trois éoliennes sur des collines.",
    "health": "Dessin : des cellules rondes autour d’une croix.",
    "industry": "Dessin : trois engrenages de couleurs différentes.",
    "mobility": "Dessin : deux autobus sur une route, sous un câble.",
    "mountain": "Dessin : des sommets enneigés au-dessus d’une pente verte.",
}
CREDIT = "Illustration de démonstration, Clusterix"
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
        version = StoryVersion.objects.create(
            story=story,
            revision=revision,
            main_domain=filing.report.cluster.main_domain,
            edited_by=revision.opened_by,
            edited_at=edited_at,
            **text,
        )
        _illustrate(version, filing, has_consent=bool(revision.accepted_at))
        if revision.accepted_at:
            story.published_at = revision.accepted_at + timedelta(hours=1)
            story.published_by = revision.accepted_by
            story.save(update_fields=["published_at", "published_by"])


def _illustrate(version: StoryVersion, filing: Filing, *, has_consent: bool) -> None:
    """A drawing for two stories in three and a voice for one in two; consents come with acceptance."""
    random, domain = Random(f"{version.story.uuid} picture"), filing.report.cluster.main_domain.code
    if random.random() < 2 / 3:
        said = {"alt": SHOWN[domain], "credit": CREDIT, "has_consent": has_consent}
        picture = StoryPicture(version=version, added_by=version.edited_by, added_at=version.edited_at, **said)
        picture.store(picture_for(domain, str(version.story.uuid)))
        picture.save()
    if random.random() < 1 / 2:
        name, function, quote = random.choice(VOICES)
        StoryPerson.objects.create(
            version=version,
            uuid=uuid5(version.story.uuid, name),
            name=name,
            function=function,
            quote=quote,
            has_consent=has_consent,
        )
