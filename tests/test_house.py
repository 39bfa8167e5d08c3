"""Rules of the house that no tool of the shelf checks. Each failure names the places, so that they can be put right."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.urls import URLPattern, URLResolver, get_resolver

ROOT: Path = settings.BASE_DIR
APPS = ("clusterix", "monitoring", "partnerships")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))
FAILURES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def functions() -> list[tuple[Path, Function]]:
    trees = [(path, ast.parse(path.read_text())) for path in sources(*APPS)]
    return [(path, node) for path, tree in trees for node in ast.walk(tree) if isinstance(node, Function)]


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_import_of_the_project_inside_a_function() -> None:
    """It would hide a circle between slices from the contracts in pyproject.toml."""
    hidden = [
        f"{short(path)}:{inner.lineno}"
        for path, node in functions()
        if path.name != "apps.py"
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").split(".")[0] in APPS
    ]
    assert not hidden


def test_functions_stay_short() -> None:
    sizes = {f"{short(path)}:{node.lineno} {node.name}": length(node) for path, node in functions()}
    long = {name: size for name, size in sizes.items() if size > 35}
    assert len(long) <= len(sizes) * 0.05, long
    assert not {name: size for name, size in long.items() if size > 50}


def test_views_stay_shorter_than_a_screen() -> None:
    views = [(path, node) for path, node in functions() if "views" in short(path)]
    assert not [f"{short(path)}:{node.lineno} {node.name}" for path, node in views if length(node) > 40]


def test_files_stay_small() -> None:
    sizes = {short(path): path.read_text().count("\n") for path in sources(*APPS, "tests", "tools")}
    large = {name: size for name, size in sizes.items() if size > 300}
    assert len(large) <= len(sizes) * 0.05, large
    assert not {name: size for name, size in large.items() if size > 400}


def test_templates_stay_small() -> None:
    assert not [short(path) for path in TEMPLATES if path.read_text().count("\n") > 150]


def test_every_template_is_used() -> None:
    """By its name somewhere, by standing in for a package's template, or by Django when a page fails."""
    everything = "".join(path.read_text() for path in [*sources(*APPS), *TEMPLATES])
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    assert not [
        name for name in names if name not in everything and not stands_in_for_another(name) and name not in FAILURES
    ]


def stands_in_for_another(name: str) -> bool:
    return any((Path(app.path) / "templates" / name).exists() for app in apps.get_app_configs())


def test_pages_carry_no_inline_script_or_style() -> None:
    """The content security policy would refuse it, in silence for whoever reads the page."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    pages = [path for path in TEMPLATES if path.suffix == ".html" and "email" not in path.parts]
    html = {short(path): re.sub(r"{[%{#].*?[%}#]}", "", path.read_text(), flags=re.DOTALL) for path in pages}
    assert not [f"{name}: {found[0]}" for name, text in html.items() for found in inline.finditer(text)]


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            yield from url_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def test_every_address_a_page_names_exists() -> None:
    known = set(url_names(get_resolver()))
    used = [(path, name) for path in TEMPLATES for name in re.findall(r"{% url ['\"]([^'\"]+)['\"]", path.read_text())]
    assert not [f"{short(path)}: {name}" for path, name in used if name not in known]


def test_every_static_file_a_page_names_is_published() -> None:
    published = {
        f"{prefix}/{path}" if (prefix := getattr(storage, "prefix", None)) else path
        for finder in get_finders()
        for path, storage in finder.list([])
    }
    used = [
        (path, name) for path in TEMPLATES for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text())
    ]
    assert not [f"{short(path)}: {name}" for path, name in used if name not in published]
    assert not [name for name in settings.VENDOR_FILES if not any(fnmatchcase(path, name) for path in published)]


@pytest.mark.parametrize("word", ["contrôle", "anomalie", "classement", "podium"])
def test_the_words_of_mistrust_are_not_ours(word: str) -> None:
    """Clusterix helps to follow and to read again; it neither inspects nor ranks (action plan, principles)."""
    with (ROOT / "clusterix/locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    assert not [message.id for message in catalogue if re.search(rf"\b{word}", str(message.string), re.IGNORECASE)]


def test_the_lock_file_tells_no_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
    assert "https://" not in (ROOT / "requirements.txt").read_text()
