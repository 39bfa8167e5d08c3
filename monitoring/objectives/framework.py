"""The framework Clusterix comes with: the four operational objectives (Action plan, action 3)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from monitoring.objectives.models import Framework, Indicator, Topic
from monitoring.territory.models import Region

SHIPPED = settings.BASE_DIR / "fixtures" / "frameworks" / "operational.json"


@transaction.atomic
def install_framework(region: Region) -> Framework:
    """Give a region the four operational objectives, published; one that has them keeps them as it has changed them."""
    data = json.loads(SHIPPED.read_text(encoding="utf-8"))
    topics = data.pop("topics")
    framework, is_new = Framework.objects.get_or_create(
        region=region, code=data["code"], defaults=data | {"starts_on": date.fromisoformat(data["starts_on"])}
    )
    if is_new:
        taken = set(Indicator.objects.values_list("code", flat=True))
        for position, topic in enumerate(topics, start=1):
            _install_topic(framework, position, topic, taken)
    return framework


def _install_topic(framework: Framework, position: int, data: dict[str, Any], taken: set[str]) -> None:
    indicators = data.pop("indicators")
    topic = Topic.objects.create(framework=framework, position=position, **data)
    installed: dict[str, Indicator] = {}
    for number, fields in enumerate(indicators, start=1):
        code = fields.pop("code")
        whole = installed.get(fields.pop("part_of", ""))
        installed[code] = Indicator.objects.create(
            topic=topic,
            # Codes name indicators across regions: the second region to come has its own in them.
            code=f"{code}-{framework.region.code}" if code in taken else code,
            position=number,
            part_of=whole,
            starts_on=framework.starts_on,
            published_at=timezone.now(),
            **fields,
        )
