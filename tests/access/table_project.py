"""Addresses of the project itself: health, language, what the law wants said to everybody."""

from tests.access.harness import Row, everyone

ROWS = [
    Row("healthz", expect=everyone(200, anonymous=200)),
    Row("readyz", expect=everyone(200, anonymous=200)),
    Row("accessibility", expect=everyone(200, anonymous=200)),
    Row("legal-notice", expect=everyone(200, anonymous=200)),
    Row("personal-data", expect=everyone(200, anonymous=200)),
]
