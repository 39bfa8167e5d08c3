"""Managers are told that targets await their agreement: once for a whole grid, and not if they agreed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from monitoring.objectives.models import Indicator, Target
from monitoring.objectives.targets import Aim, agree, set_target
from tests import builders
from tests.cast import Cast
from tests.monitoring.campaigns.post import to, work

pytestmark = pytest.mark.django_db


def set_two(cast: Cast) -> None:
    topic = builders.make_topic(region=cast.region)
    for code in ("joint", "events"):
        indicator: Indicator = builders.make_indicator(topic=topic, code=code)
        aim = Aim(cast.cluster, cast.region, indicator, 2026)
        set_target(aim, Decimal(12), reason="", was=None, person=cast.officer)


def test_one_message_tells_of_every_target_set_within_ten_minutes(cast: Cast) -> None:
    set_two(cast)
    assert work() == []
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        told = to(work())
    assert set(told) == {cast.manager.email}
    assert "2 targets of 2026 await your agreement." in str(told[cast.manager.email].body)


def test_nothing_is_told_of_targets_agreed_meanwhile(cast: Cast) -> None:
    set_two(cast)
    assert agree(cast.manager, Target.objects.values_list("pk", flat=True)) == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert work() == []
