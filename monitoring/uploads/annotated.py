"""The received file given back with its problems in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from clusterix.lib.workbooks.returning.annotating import LocatedProblem, annotate
from monitoring.uploads.examining import local_copy
from monitoring.uploads.models import Upload, Verdict


def annotated_copy(upload: Upload, out: BinaryIO) -> None:
    rejected = upload.rows.filter(verdict=Verdict.REJECTED).order_by("pk").values_list("problems", flat=True)
    with local_copy(upload) as path:
        annotate(path, located(problem for problems in rejected for problem in problems), out, name=upload.file_name)


def located(problems: Iterable[dict[str, Any]]) -> Iterator[LocatedProblem]:
    """As they were staged, without what is there for pages alone."""
    for one in problems:
        yield LocatedProblem(**{key: value for key, value in one.items() if key not in ("cell", "field")})
