"""What a first visit weighs: at most 150 kB, compressed as it is sent."""

import re
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders
from django.test import Client

READY_COMPRESSED = (".woff2", ".br", ".gz")


def weight(name: str) -> int:
    path = finders.find(name)
    assert isinstance(path, str), name
    content = Path(path).read_bytes()
    return len(content if name.endswith(READY_COMPRESSED) else brotli.compress(content))


def test_the_first_view_stays_light(client: Client, db: None) -> None:
    page = client.get("/accessibilite").content
    names = {address.decode() for address in re.findall(rb'(?:src|href)="/static/([^"]+)"', page)}
    assert any(name.endswith(".woff2") for name in names)
    scripts = {f"js/{module}" for module in ("menus.js", "errors.js", "unsaved.js")}
    assert len(brotli.compress(page)) + sum(weight(name) for name in names | scripts) <= 150_000
