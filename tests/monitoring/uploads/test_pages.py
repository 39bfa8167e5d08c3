"""The pages of received files: what they ask of the database, what they say, what they let nobody do."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monitoring.uploads.models import Doubt, StagedRow, Upload, Verdict
from tests import builders
from tests.access.table_uploads import file_of
from tests.cast import Cast
from tests.monitoring.campaigns.desk import client_of
from tests.monitoring.uploads.conftest import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(cast: Cast) -> Upload:
    return Upload.objects.get(uuid=file_of(cast)["uuid"])


def add_rows(upload: Upload, count: int) -> None:
    problems = [{"cell": "B4", "heading": "Value", "message": "Not a number.", "code": "number"}]
    StagedRow.objects.bulk_create(
        StagedRow(upload=upload, verdict=verdict, number=number, label=f"Line {number}", problems=problems)
        for number in range(count)
        for verdict in Verdict
    )
    upload.counts = dict.fromkeys(Verdict.values, upload.rows.count() // len(Verdict))
    upload.save()


@pytest.mark.parametrize("tab", Verdict.values)
def test_a_file_of_ten_times_the_rows_asks_no_more_of_the_database(upload: Upload, cast: Cast, tab: str) -> None:
    client, address = client_of(cast.manager), reverse("upload-detail", args=[upload.uuid])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"tab": tab}).status_code == 200
        return len(queries)

    add_rows(upload, 2)
    asked()
    few = asked()
    add_rows(upload, 20)
    assert asked() == few


def test_ten_times_the_files_ask_no_more_of_the_database(upload: Upload, cast: Cast) -> None:
    client, address = client_of(cast.manager), reverse("report-upload", args=[upload.subject])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    asked()
    few = asked()
    for _copy in range(10):
        Upload.objects.create(
            purpose=upload.purpose,
            subject=upload.subject,
            region=upload.region,
            digest="1" * 64,
            size=1,
            file_name="again.xlsx",
            sent_by=cast.delegate,
        )
    assert asked() == few


def test_rows_are_found_by_name_and_by_number(upload: Upload, cast: Cast) -> None:
    add_rows(upload, 12)
    client, address = client_of(cast.manager), reverse("upload-detail", args=[upload.uuid])
    for query in ("line 11", "11"):
        page = client.get(address, {"tab": "changed", "q": query}).content.decode()
        assert "Line 11" in page
        assert "Line 10" not in page


def test_the_rows_of_a_tab_are_downloaded(upload: Upload, cast: Cast) -> None:
    add_rows(upload, 3)
    response = client_of(cast.manager).get(reverse("upload-rows", args=[upload.uuid]), {"tab": "rejected"})
    assert response["Content-Type"].endswith("sheet")


def test_what_becomes_of_one_absent_line_is_noted(upload: Upload, cast: Cast) -> None:
    add_rows(upload, 1)
    row = upload.rows.get(verdict=Verdict.ABSENT)
    address = reverse("upload-absent", args=[upload.uuid])
    client_of(cast.manager).post(address, {"row": row.pk, "absent": "left"})
    row.refresh_from_db()
    assert row.values == {"absent": "left"}


@pytest.mark.parametrize("tab", [*Verdict.values, "doubts"])
def test_every_form_of_a_tab_bears_its_token(upload: Upload, cast: Cast, tab: str) -> None:
    add_rows(upload, 3)
    known = builders.make_organisation(name="Known")
    Doubt.objects.create(upload=upload, number=4, label="New", candidates=[[known.pk, 90, ""]])
    page = client_of(cast.manager).get(reverse("upload-detail", args=[upload.uuid]), {"tab": tab}).content.decode()
    forms = re.findall(r"<form(?=[^>]*method=.post).*?</form>", page, re.DOTALL)
    assert len(forms) > {"absent": 4, "doubts": 2}.get(tab, 1)
    assert all("csrfmiddlewaretoken" in form for form in forms)


def test_a_decision_that_lacks_an_answer_is_asked_again(upload: Upload, cast: Cast) -> None:
    add_rows(upload, 1)
    response = client_of(cast.manager).post(reverse("upload-apply", args=[upload.uuid]))
    assert response.status_code == 422
    assert "Tick this, or mend the rows" in response.content.decode()
    assert fresh(upload).state == Upload.State.EXAMINED


def test_a_file_dropped_on_a_report_is_received(upload: Upload, cast: Cast) -> None:
    sent = SimpleUploadedFile("mine.xlsx", b"PK mine")
    response = client_of(cast.manager).post(reverse("report-upload", args=[upload.subject]), {"file": sent})
    received = Upload.objects.get(file_name="mine.xlsx")
    assert response["Location"] == reverse("upload-detail", args=[received.uuid])
    assert (received.sent_by, received.purpose, received.subject) == (cast.manager, "objectives", upload.subject)
    assert "mine" not in str(received.file)


def test_a_file_nobody_chose_is_asked_for_again(upload: Upload, cast: Cast) -> None:
    response = client_of(cast.manager).post(reverse("report-upload", args=[upload.subject]))
    assert response.status_code == 422


def test_progress_sends_the_waiting_page_on_once_it_is_over(upload: Upload, cast: Cast) -> None:
    address = reverse("upload-progress", args=[upload.uuid])
    assert client_of(cast.manager).get(address)["HX-Redirect"] == reverse("upload-detail", args=[upload.uuid])
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.READING, done=20, total=80, touched_at=timezone.now())
    page = client_of(cast.manager).get(address).content.decode()
    assert "20 of 80 rows are read." in page


def test_a_file_put_aside_is_not_written(upload: Upload, cast: Cast) -> None:
    client_of(cast.manager).post(reverse("upload-discard", args=[upload.uuid]))
    assert fresh(upload).state == Upload.State.DISCARDED
