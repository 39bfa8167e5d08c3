from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clusterix import health


def queue_one(minutes_ago: int) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=minutes_ago)):
        DBTaskResult.objects.create(task_path="x", args_kwargs={"args": [], "kwargs": {}}, backend_name="default")


def test_alive_without_sign_in_nor_database(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok"


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_the_queue_moves(client: Client) -> None:
    queue_one(minutes_ago=1)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "queue": "ok"}


@pytest.mark.django_db
def test_not_ready_when_work_waits_for_a_worker(client: Client) -> None:
    queue_one(minutes_ago=20)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "queue": "late", "late_tasks": 1}


def test_not_ready_when_the_database_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> int:
        raise DatabaseError

    monkeypatch.setattr(health, "late_tasks", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"
