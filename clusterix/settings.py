"""Settings of Clusterix, all read from the environment (docs/deploy.md lists them) and safe unless told otherwise.

`var/local.env`, written by `make setup`, holds a demonstration's on one's own machine; the environment wins.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV

from clusterix.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
NODE_MODULES = BASE_DIR / "node_modules"

env = Environment()
env.read_env(env.str("ENV_FILE", default=str(VAR_DIR / "local.env")))

# --- How it is served -------------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
# The one switch for a demonstration without certificate, on one's own machine.
PLAIN_HTTP = env.flag("PLAIN_HTTP", default=False)
LOCAL = DEBUG or PLAIN_HTTP

SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])

# Proxies in front of Clusterix, which set X-Forwarded-For and X-Forwarded-Proto: none is believed unless counted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=0, between=(0, 9))
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The address people open Clusterix at, for the links in e-mails: messages are written where there is no request.
SITE_URL = env.address(
    "SITE_URL", default="http://localhost:8000" if LOCAL else f"https://{ALLOWED_HOSTS[0]}", schemes={"http", "https"}
).rstrip("/")

ROOT_URLCONF = "clusterix.urls"
WSGI_APPLICATION = "clusterix.wsgi.application"

INSTALLED_APPS = [
    "monitoring",
    "clusterix.apps.TechnicalAdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Pages are a sixth of their size; its random padding keeps their length from telling secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "monitoring.people.middleware.speak_their_language",
    # Closed by default: what is public says so, by `login_not_required`.
    "monitoring.people.middleware.SignInRequired",
    "monitoring.people.middleware.SecondFactorRequired",
    "clusterix.middleware.keep_session_alive",
    "django.contrib.messages.middleware.MessageMiddleware",
    # From here on `request.user` may be the person an administrator looks as.
    "monitoring.people.middleware.SeeAs",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "monitoring.people.middleware.send_parked_once",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "monitoring.context_processors.page",
            ],
            # Django's own `csrf_token`, and beside it whose form it is: what was typed is kept past the session's end.
            "builtins": ["monitoring.templatetags.author"],
        },
    }
]
# Reference tables go in and out of the technical administration as CSV.
IMPORT_EXPORT_FORMATS = [CSV]
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "components/django_table.html"

# --- What it keeps ----------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'clusterix.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers wait their turn from their first statement on: stock settings let four in five meet "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts failed sign-ins, so it is shared: as files on one machine, as `dbcache://table` by several machines.
CACHES = {"default": env.shared_cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Received files are served by views that check who asks: there is no public MEDIA_URL.
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_PERMISSIONS = 0o640

# Drawn into the pages one by one: two thousand files are not published for the thirty in use.
ICON_ROOT = NODE_MODULES / "bootstrap-icons/icons"
# Made from the web fonts by `make setup`: PDFs are refused without them.
FONT_ROOT = VAR_DIR / "fonts"

STATIC_URL = "static/"
STATIC_ROOT: Path | None = BASE_DIR / "static-root"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap/dist/css"),
    ("vendor/bricolage-grotesque", NODE_MODULES / "@fontsource-variable/bricolage-grotesque"),
    ("vendor/source-sans-3", NODE_MODULES / "@fontsource-variable/source-sans-3"),
    ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
    ("vendor/plotly", NODE_MODULES / "plotly.js-basic-dist-min"),
]
VENDOR_FILES = [
    "vendor/bootstrap/bootstrap-grid.min.css*",
    "vendor/bootstrap/bootstrap-reboot.min.css*",
    "vendor/bricolage-grotesque/files/*-latin-wght-normal.woff2",
    "vendor/bricolage-grotesque/files/*-latin-ext-wght-normal.woff2",
    "vendor/htmx/htmx.min.js",
    "vendor/plotly/plotly-basic.min.js",
    "vendor/source-sans-3/files/*-latin-wght-*.woff2",
    "vendor/source-sans-3/files/*-latin-ext-wght-*.woff2",
]
STATICFILES_FINDERS = [
    "clusterix.statics.PublishedFiles",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Languages and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "clusterix/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Who may come in --------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "monitoring.Person"
AUTHENTICATION_BACKENDS = ["monitoring.people.backends.WithMandates"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "monitoring.people.passwords.StrongEnough"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "monitoring.people.views.parked.csrf_refused"

ACCOUNT_ADAPTER = "monitoring.people.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "monitoring.people.adapter.ProviderAdapter"
ACCOUNT_FORMS = {
    "login": "monitoring.people.forms.sign_in.LoginForm",
    "request_login_code": "monitoring.people.forms.sign_in.RequestLoginCodeForm",
    "confirm_login_code": "monitoring.people.forms.sign_in.ConfirmLoginCodeForm",
    "reset_password": "monitoring.people.forms.sign_in.ResetPasswordForm",
    "confirm_password_reset_code": "monitoring.people.forms.sign_in.ConfirmPasswordResetCodeForm",
    "reset_password_from_key": "monitoring.people.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "monitoring.people.forms.sign_in.ChangePasswordForm",
    "set_password": "monitoring.people.forms.sign_in.SetPasswordForm",
    "add_email": "monitoring.people.forms.sign_in.AddEmailForm",
    "confirm_email_verification_code": "monitoring.people.forms.sign_in.ConfirmEmailVerificationCodeForm",
    "reauthenticate": "monitoring.people.forms.sign_in.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "monitoring.people.forms.sign_in.AuthenticateForm",
    "reauthenticate": "monitoring.people.forms.sign_in.ReauthenticateByCodeForm",
    "activate_totp": "monitoring.people.forms.sign_in.ActivateTOTPForm",
    "add_webauthn": "monitoring.people.forms.sign_in.AddWebAuthnForm",
    "edit_webauthn": "monitoring.people.forms.sign_in.EditWebAuthnForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# Codes rather than links: software that opens every link of a message cannot use them up.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Long enough for a mail server that makes unknown senders wait.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# How often within how many minutes (m), by address (key) and by machine (ip); the rest as allauth sets it.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,10/15m/key", "request_login_code": "20/m/ip,5/15m/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Other sessions end with the password they were opened with; the one that changes it goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Clusterix: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clusterix"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=not LOCAL)

# Counted from the last request; the session also ends with the browser (ACCOUNT_SESSION_REMEMBER).
SESSION_COOKIE_AGE = 60 * env.number("SESSION_IDLE_MINUTES", default=120, between=(5, 1440))
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Sign-in through an identity provider such as ProConnect, off until it is given.
IDENTITY_PROVIDER = env.identity_provider()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "monitoring.people.provider.IdentityProvider",
        "APPS": [IDENTITY_PROVIDER] if IDENTITY_PROVIDER else [],
        # It vouches for professional addresses, by which people are known here: its own key for a person may change.
        "VERIFIED_EMAIL": True,
        "EMAIL_AUTHENTICATION": True,
    }
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# --- What browsers are told -------------------------------------------------------------------------------------------

SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
# The hash of the empty string: Plotly opens an empty <style> and fills it by script, which no stricter policy allows.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE],
        # data: is the QR code of the second factor, blob: a chart saved as a picture.
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Browsers hold the redirection that follows a form to it as well: sign-in goes on to the identity provider.
        "form-action": [
            SELF,
            *([f"https://{urlsplit(IDENTITY_PROVIDER['settings']['server_url']).netloc}"] if IDENTITY_PROVIDER else []),
        ],
        "frame-ancestors": [NONE],
    }
}

# --- Who publishes it: what its legal pages say, and must say in service ----------------------------------------------

PUBLISHER = {
    "name": env.str("PUBLISHER_NAME", default=""),
    "address": env.str("PUBLISHER_ADDRESS", default=""),
    "director": env.str("PUBLISHER_DIRECTOR", default=""),
    "host": env.str("PUBLISHER_HOST", default=""),
    "contact": env.str("PUBLISHER_CONTACT", default=""),
    "data_protection": env.str("PUBLISHER_DATA_PROTECTION", default=""),
}

# --- Mail and log -----------------------------------------------------------------------------------------------------

vars().update(env.mail("EMAIL_URL", default="filemail:" if LOCAL else "smtp://localhost:25"))
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Clusterix <clusterix@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Its own handlers speak only while DEBUG is on.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
