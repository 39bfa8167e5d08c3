from collections.abc import Iterator

import pytest

from monitoring.campaigns import kinds
from tests.monitoring.campaigns.fake_kind import FakeKind


@pytest.fixture
def fake_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKind]:
    kind = FakeKind()
    monkeypatch.setitem(kinds._kinds, kind.key, kind)
    yield kind
