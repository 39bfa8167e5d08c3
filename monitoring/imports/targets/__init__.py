"""What files of the past can fill. A target is a module here or in any slice above, registered when it is read."""

from __future__ import annotations

from collections.abc import Iterable

from monitoring.imports.targets.base import Target
from monitoring.uploads import importers

_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    _targets[target.key] = target
    importers.register(target)


def targets() -> Iterable[Target]:
    return _targets.values()


def target_named(key: str) -> Target | None:
    return _targets.get(key)


def target_of(purpose: str) -> Target:
    return _targets[purpose.removeprefix(Target.PREFIX)]
