from pathlib import Path

import pytest
from django.conf import settings

from clusterix.lib.fonts import main


@pytest.fixture(scope="session")
def pdf_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fonts of PDFs, made anew from the installed packages."""
    folder = tmp_path_factory.mktemp("fonts")
    assert main([str(settings.NODE_MODULES / "@fontsource"), str(folder)]) == 0
    return folder
