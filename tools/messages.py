"""The catalogue of translations in pure Python, so that a machine without gettext can extend, check and compile it.

python -m tools.messages extract    brings the catalogue up to date with the sources
python -m tools.messages check      exits 1 with what is missing, unsure, badly set, filled in wrongly or no longer used
python -m tools.messages compile    writes the .mo files Django reads
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tools.typography import french_faults, lost_in_translation

SOURCES = ("clusterix", "monitoring", "partnerships", "templates")
CATALOGUES = Path("clusterix/locale")
ONE, SEVERAL, IN_CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": SEVERAL,
    "ngettext_lazy": SEVERAL,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": (*IN_CONTEXT, 3),
    "npgettext_lazy": (*IN_CONTEXT, 3),
}


def from_sources() -> Catalog:
    catalogue = Catalog()
    for path in sorted(path for source in SOURCES for path in Path(source).rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        text = path.read_text()
        if path.suffix != ".py":
            # Django turns a template into something like Python, in which only the indentation can be wrong.
            text = "\n".join(line.strip() for line in templatize(text).splitlines())
        options = {"encoding": "utf-8"}
        found = extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], options)
        for _line, message, comments, context in found:
            catalogue.add(message, locations=[(str(path), 0)], auto_comments=comments, context=context)
    return catalogue


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parts[-3], domain="django")


def extract_messages() -> None:
    for path, catalogue in catalogues():
        catalogue.update(from_sources(), no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)


def compile_messages() -> None:
    for path, catalogue in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def check_messages() -> list[str]:
    problems = []
    said = from_sources()
    for path, catalogue in catalogues():
        problems += [
            f"{path}: {problem}: {message.id!r} ({message.locations[0][0]})"
            for message in said
            if message.id and (problem := problem_with(catalogue.get(message.id, message.context), catalogue))
        ]
        unused = [message.id for message in catalogue if message.id and not said.get(message.id, message.context)]
        problems += [f"{path}: no longer used: {identifier!r}" for identifier in unused]
    return problems


def problem_with(message: Message | None, catalogue: Catalog) -> str | None:
    translations = [] if message is None else [message.string] if isinstance(message.string, str) else message.string
    if message is None or not translations or not all(translations):
        return "not translated"
    if message.fuzzy:
        return "marked as unsure"
    problems = [str(error) for error in message.check(catalogue)]
    for translation in translations:
        problems += lost_in_translation(message.id, translation)
        if catalogue.locale and catalogue.locale.language == "fr":
            problems += french_faults(translation)
    return "; ".join(dict.fromkeys(problems)) or None


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["extract"]:
            extract_messages()
        case ["compile"]:
            compile_messages()
        case ["check"]:
            found = check_messages()
            sys.exit("\n".join(found) if found else 0)
        case _:
            print(__doc__)
            sys.exit(2)
