"""A report's workbook and the files received for it: own, another cluster's."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from monitoring.campaigns.models import Report
from monitoring.campaigns.states import State
from monitoring.uploads.models import Doubt, StagedRow, Upload, Verdict
from tests import builders
from tests.access.harness import Row, everyone
from tests.access.table_reports import seen_by
from tests.cast import Cast

FILLERS = {"manager": 302, "delegate": 302, "officer": 302, "administrator": 302}


def report_of(cast: Cast, cluster: Any = None) -> Report:
    campaign = builders.make_campaign(region=cast.region)
    report = builders.make_report(campaign=campaign, cluster=cluster or cast.cluster, state=State.DRAFT)
    builders.make_revision(report=report, by=cast.manager)
    return report


def file_of(cast: Cast, state: str = Upload.State.EXAMINED, cluster: Any = None, **fields: Any) -> dict[str, Any]:
    report = report_of(cast, cluster)
    upload = Upload(
        purpose="objectives",
        subject=str(report.uuid),
        region=cast.region,
        cluster=report.cluster,
        file_name="report.xlsx",
        digest="0" * 64,
        size=4,
        state=state,
        sent_by=cast.manager,
        counts={"new": 0, "changed": 0, "unchanged": 1, "absent": 0, "rejected": 0},
        **fields,
    )
    upload.file.save("report.xlsx", ContentFile(b"PK.."), save=False)
    upload.save()
    StagedRow.objects.create(upload=upload, verdict=Verdict.UNCHANGED, label="Joint actions", number=4)
    return {"uuid": upload.uuid}


def own(cast: Cast) -> dict[str, Any]:
    return {"uuid": report_of(cast).uuid}


def others(cast: Cast) -> dict[str, Any]:
    """Of the other cluster of the region."""
    return file_of(cast, cluster=cast.other_cluster)


def reading(cast: Cast) -> dict[str, Any]:
    return file_of(cast, Upload.State.READING)


def refused(cast: Cast) -> dict[str, Any]:
    return file_of(cast, Upload.State.REFUSED, refusals=["This file is empty."])


def written(cast: Cast) -> dict[str, Any]:
    return file_of(cast, Upload.State.APPLIED, applied_at=timezone.now(), applied_by=cast.manager)


def in_doubt(cast: Cast, cluster: Any = None) -> dict[str, Any]:
    found = file_of(cast, cluster=cluster)
    organisation = builders.make_organisation(name="Known")
    doubt = Doubt.objects.create(
        upload=Upload.objects.get(uuid=found["uuid"]), number=4, label="New", candidates=[[organisation.pk, 90, ""]]
    )
    return {**found, "pk": doubt.pk}


def others_in_doubt(cast: Cast) -> dict[str, Any]:
    return in_doubt(cast, cast.other_cluster)


def another(_cast: Cast) -> dict[str, Any]:
    return {"choice": "another"}


def clean(_cast: Cast) -> dict[str, Any]:
    return {"row": 1}


OTHERS = everyone(404, other_manager=200, officer=200, evaluator=200, administrator=200)

ROWS = [
    Row("report-workbook", own, "own", expect=seen_by(200)),
    Row("report-upload", own, "own", expect=seen_by(200)),
    Row("report-upload", own, "own", method="POST", expect=seen_by(422, evaluator=403)),
    Row("report-files", own, "own", expect=seen_by(200)),
    Row("upload-detail", file_of, "own", expect=seen_by(200)),
    Row("upload-detail", reading, "being read", expect=seen_by(200)),
    Row("upload-detail", refused, "refused", expect=seen_by(200)),
    Row("upload-detail", written, "written", expect=seen_by(200)),
    Row("upload-detail", others, "another cluster's", expect=OTHERS),
    Row("upload-progress", reading, "own", expect=seen_by(200)),
    Row("upload-rows", file_of, "own", query={"tab": "unchanged"}, expect=seen_by(200)),
    Row("upload-file", file_of, "own", expect=seen_by(200)),
    Row("upload-file", others, "another cluster's", expect=OTHERS),
    # Nothing is rejected in it, so that there is nothing to annotate.
    Row("upload-annotated", file_of, "own", expect=everyone(404)),
    # It was compared with another state of the report than the present one.
    Row("upload-apply", file_of, "moved", method="POST", data=clean, expect=seen_by(422, evaluator=403)),
    Row("upload-apply", written, "written", method="POST", data=clean, expect=seen_by(403, **FILLERS)),
    Row("upload-absent", file_of, "own", method="POST", data=clean, expect=seen_by(403, **FILLERS)),
    Row("upload-doubt", in_doubt, "own", method="POST", data=another, expect=seen_by(403, **FILLERS)),
    Row(
        "upload-doubt",
        others_in_doubt,
        "another cluster's",
        method="POST",
        data=another,
        expect=everyone(404, other_manager=302, officer=302, evaluator=403, administrator=302),
    ),
    Row("upload-undo", written, "own", expect=seen_by(403, manager=200, delegate=200, officer=200, administrator=200)),
    Row("upload-undo", written, "own", method="POST", expect=seen_by(403, **FILLERS)),
    Row("upload-discard", file_of, "own", method="POST", expect=seen_by(403, **FILLERS)),
    Row("upload-restart", reading, "own", method="POST", expect=seen_by(403, **FILLERS)),
]
