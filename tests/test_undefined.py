from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Origin, Template

from tests.undefined import UndefinedVariable


def rendered(source: str, *, file: Path) -> str:
    return Template(source, origin=Origin(str(file), template_name=file.name)).render(Context())


def test_an_undefined_variable_of_ours_fails() -> None:
    with pytest.raises(UndefinedVariable, match="nobody"):
        rendered("{{ nobody.name|title }}", file=settings.BASE_DIR / "templates/page.html")


@pytest.mark.parametrize("source", ["{% if nobody %}x{% endif %}", "{% for one in nobody %}x{% endfor %}"])
def test_asking_whether_it_is_there_is_allowed(source: str) -> None:
    assert rendered(source, file=settings.BASE_DIR / "templates/page.html") == ""


def test_packages_may_leave_names_open() -> None:
    assert rendered("{{ nobody|default:'x' }}", file=Path("/elsewhere/page.html")) == "x"
