from collections.abc import Iterator

import pytest
import time_machine

from monitoring.campaigns import kinds
from tests.cast import Cast
from tests.monitoring.campaigns.counting_kind import CountingKind
from tests.monitoring.campaigns.desk import NOW, Desk
from tests.monitoring.campaigns.fake_kind import FakeKind


@pytest.fixture
def fake_kind(monkeypatch: pytest.MonkeyPatch) -> FakeKind:
    kind = FakeKind()
    monkeypatch.setitem(kinds._kinds, kind.key, kind)
    return kind


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """12 October 2026 in the morning, until the test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def counting_kind(monkeypatch: pytest.MonkeyPatch) -> CountingKind:
    kind = CountingKind()
    monkeypatch.setitem(kinds._kinds, kind.key, kind)
    return kind


@pytest.fixture
def desk(cast: Cast, clock: time_machine.Traveller, counting_kind: CountingKind) -> Desk:
    return Desk(cast, counting_kind)
