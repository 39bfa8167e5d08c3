"""One section of a report, filled in without JavaScript."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from monitoring.campaigns.models import Report
from monitoring.objectives.models import Answer, Indicator
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    topic = builders.make_topic(region=cast.region, code="network")
    return builders.make_indicator(topic=topic, code="joint", label_en="Joint actions", unit_en="actions")


@pytest.fixture
def report(cast: Cast, indicator: Indicator) -> Report:
    campaign = builders.make_campaign(region=cast.region, indicators=[indicator])
    return builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})


def address(report: Report) -> str:
    return reverse("report-section", args=[report.uuid, "network"])


def test_a_value_is_filled_in_and_saved(cast: Cast, client: Client, report: Report, indicator: Indicator) -> None:
    client.force_login(cast.manager)
    page = client.get(address(report))
    assert "Joint actions" in page.content.decode() or page.status_code == 200
    data = {"indicator:joint.value": "1 234", "indicator:joint.version": "0", "indicator:joint.was": "", "then": "stay"}
    response = client.post(address(report), data)
    assert response.status_code == 302
    assert Answer.objects.get().number == 1234
