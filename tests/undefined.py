"""A variable that a template of the project names and nobody gave it fails the test, instead of printing nothing."""

import inspect
from pathlib import Path
from types import FrameType

from django.template.base import FilterExpression, Node

OURS = Path(__file__).resolve().parent.parent / "templates"


class UndefinedVariable(Exception):
    pass


class Undefined(str):
    """For `string_if_invalid`: an empty string, as Django's own. Of an unknown name Django asks whether it is true."""

    def __bool__(self) -> bool:
        frame = inspect.currentframe()
        caller = frame and frame.f_back
        if caller and caller.f_code is FilterExpression.resolve.__code__:
            node = being_rendered(caller)
            if node and Path(node.origin.name).is_relative_to(OURS):
                name = str(caller.f_locals["self"])
                raise UndefinedVariable(f"{node.origin} uses “{name}”, which is not defined.")
        return False


def being_rendered(frame: FrameType | None) -> Node | None:
    """The innermost node at work, found on the call stack: packages' templates within ours may leave names open."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and node.origin:
            return node
        frame = frame.f_back
    return None
