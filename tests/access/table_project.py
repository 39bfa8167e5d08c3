"""Addresses of the project itself: health, language."""

from tests.access.harness import Row, everyone

ROWS = [
    Row("healthz", expect=everyone(200, anonymous=200)),
    Row("readyz", expect=everyone(200, anonymous=200)),
    Row("set_language", method="POST", data={"language": "en"}, expect=everyone(302)),
]
