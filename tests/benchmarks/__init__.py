"""Measurements: each prints a table and, as its last line, one JSON object. They pass no judgement.

They run with the settings of the tests, on a database of their own beside the one named by DATABASE_URL.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
