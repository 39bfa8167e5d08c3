from pathlib import Path

import pytest
from django.conf import settings

from clusterix.lib.fonts import convert_fonts


@pytest.fixture(scope="session")
def pdf_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fonts of PDFs, made anew from the installed packages."""
    folder = tmp_path_factory.mktemp("fonts")
    convert_fonts(settings.NODE_MODULES / "@fontsource", folder)
    return folder
