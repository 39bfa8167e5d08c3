"""The tests' settings for a server of its own: in French, and publishing its static files by itself, as they are."""

from tests.settings import *  # noqa: F403

LANGUAGE_CODE = "fr"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
