import os
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).resolve().parent.parent / "clusterix" / "settings.py"
SERVED = {"SECRET_KEY": "s" * 50, "ALLOWED_HOSTS": "clusterix.example.org"}
OIDC = {"OIDC_SERVER_URL": "https://id.example.org/api/v2", "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET": "hush"}


def settings_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name in os.environ:
        monkeypatch.delenv(name)
    for name, value in {"ENV_FILE": os.devnull, **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


def test_safe_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, **SERVED)
    assert settings["DEBUG"] is False
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "REQUIRE_SECOND_FACTOR"):
        assert settings[name] is True, name
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    policy = str(settings["CONTENT_SECURITY_POLICY"])
    assert "unsafe" not in policy
    assert "http:" not in policy


def test_plain_http_is_one_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, SECRET_KEY="s" * 50, PLAIN_HTTP="on")
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert settings["EMAIL_BACKEND"].endswith("filebased.EmailBackend")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("DEBUG", "ture"),
        ("PLAIN_HTTP", "maybe"),
        ("REQUIRE_SECOND_FACTOR", "2"),
        ("DATABASE_URL", "mysql://db/clusterix"),
        ("DATABASE_URL", "clusterix.sqlite3"),
        ("CACHE_URL", "redis://cache"),
        ("EMAIL_URL", "mail.example.org"),
        ("SESSION_IDLE_MINUTES", "1"),
        ("SESSION_IDLE_MINUTES", "two hours"),
        ("TRUSTED_PROXIES", "-1"),
        ("OIDC_CLIENT_ID", "alone"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_of(monkeypatch, **{**SERVED, name: value})


def test_a_refusal_never_repeats_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(monkeypatch, **SERVED, DATABASE_URL="mysql://clusterix:hush@db/clusterix")
    assert "hush" not in str(refusal.value)


def test_writers_on_sqlite_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    options = settings_of(monkeypatch, **SERVED)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_no_proxy_is_believed_unless_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in settings_of(monkeypatch, **SERVED)
    assert "SECURE_PROXY_SSL_HEADER" in settings_of(monkeypatch, **SERVED, TRUSTED_PROXIES="1")


def test_identity_provider_is_off_until_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, **SERVED)["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"] == []


def test_identity_provider_may_receive_the_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, **SERVED, **OIDC)
    (app,) = settings["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert app["client_id"] == "us"
    assert "https://id.example.org" in settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
