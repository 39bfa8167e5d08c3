"""The received file given back: as it was, or with what is to be corrected in it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clusterix.lib.exports import XLSX_TYPE
from clusterix.lib.workbooks.returning.annotating import LocatedProblem, annotate
from monitoring.uploads.examining import local_copy
from monitoring.uploads.models import Upload, Verdict


def received_file(upload: Upload) -> FileResponse:
    """The file as it was received; none where it is no longer kept."""
    if not upload.file:
        raise Http404
    return FileResponse(upload.file.open("rb"), as_attachment=True, filename=upload.file_name)


def annotated_file(upload: Upload) -> HttpResponse:
    """The file with its problems coloured, noted and listed; none where no row was rejected."""
    if not upload.counts.get(Verdict.REJECTED) or not upload.file:
        raise Http404
    file = io.BytesIO()
    rejected = upload.rows.filter(verdict=Verdict.REJECTED).order_by("pk").values_list("problems", flat=True)
    with local_copy(upload) as path:
        annotate(path, located(problem for problems in rejected for problem in problems), file, name=upload.file_name)
    response = HttpResponse(file.getvalue(), content_type=XLSX_TYPE)
    name = slugify(upload.file_name.rsplit(".", 1)[0]) or "file"
    response["Content-Disposition"] = f'attachment; filename="{name}-{_("to-mend")}.xlsx"'
    return response


def located(problems: Iterable[dict[str, Any]]) -> Iterator[LocatedProblem]:
    """As they were staged, without what is there for pages alone."""
    for one in problems:
        yield LocatedProblem(**{key: value for key, value in one.items() if key not in ("cell", "field")})
