"""Reports that tell stories, and the page one is written on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Report, Revision
from monitoring.stories.models import StoryVersion
from tests import builders
from tests.cast import Cast


@pytest.fixture
def draft(cast: Cast) -> Report:
    """The cluster's report, being filled in, of a campaign that asks for stories."""
    topic = builders.make_topic(region=cast.region, asks_for_stories=True)
    campaign = builders.make_campaign(region=cast.region, indicators=[builders.make_indicator(topic=topic)])
    return builders.make_draft(campaign=campaign, cluster=cast.cluster, by=cast.manager, values={})


@pytest.fixture
def accepted(cast: Cast) -> Revision:
    """The accepted revision of the cluster's report."""
    topic = builders.make_topic(region=cast.region, asks_for_stories=True)
    indicators = [builders.make_indicator(topic=topic)]
    campaign = builders.make_campaign(region=cast.region, period=Quarter(2026, 2), indicators=indicators)
    report = builders.make_accepted(
        campaign=campaign, cluster=cast.cluster, by=cast.manager, officer=cast.officer, values={}
    )
    revision = report.accepted_revision()
    assert revision
    return revision


def shown_fields(page: str) -> dict[str, Any]:
    """What a browser would send back of the page's form: its fields as they stand, its hidden marks included."""
    form = re.search(r'<form[^>]*id="story".*?</form>', page, re.DOTALL)
    assert form
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type")
        if kind == "file" or (kind in {"checkbox", "radio"} and not re.search(r"\schecked\b", tag)):
            continue
        if kind == "checkbox" and attributes["name"] == "other_domains":
            fields.setdefault("other_domains", []).append(attributes["value"])
        elif "name" in attributes:
            fields[attributes["name"]] = attributes.get("value", "on" if kind == "checkbox" else "")
    fields |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[0], re.DOTALL))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*\sselected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


class Page:
    """One tab in which a person writes a story."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.fields = shown_fields(client.get(address).content.decode())

    def send(self, *, json: bool = False, typed: dict[str, Any] | None = None, **fields: Any) -> Any:
        """`typed` for names that are none in Python, such as person-0-name."""
        headers = {"Accept": "application/json"} if json else {}
        return self.client.post(self.address, self.fields | fields | (typed or {}), headers=headers)


@pytest.fixture
def new_page(cast: Cast, client: Client, draft: Report) -> Page:
    client.force_login(cast.manager)
    return Page(client, reverse("story-new", args=[draft.uuid]))


def edit_page(client: Client, version: StoryVersion) -> Page:
    return Page(client, reverse("story-edit", args=[version.revision.report.uuid, version.story.uuid]))


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def text(response: Any) -> str:
    return str(response.content.decode())
