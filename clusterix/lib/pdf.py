"""PDF files from typst templates, accessible (PDF/UA-1) and looking like the pages.

What people typed enters a template as data, never as its source: no text can run, include or break anything.
Templates stand in `templates/<app>/<slice>/*.typ` and build on `templates/pdf/base.typ`.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterix.lib.exports import clean_text
from clusterix.lib.fonts import FAMILIES, characters

UNKNOWN = "[?]"


def render_pdf(template_name: str, data: Mapping[str, Any], *, made_at: datetime | None = None) -> bytes:
    """The PDF of a typst template under `templates/`, with `data` as `data` in it (JSON: numbers already formatted).

    The document is in the language in use, and dated `made_at` (now, by default): the same data and date give the
    same bytes. Raises typst.TypstError for a fault of the template, ImproperlyConfigured where the fonts are missing.
    """
    root, fonts = Path(settings.BASE_DIR) / "templates", _fonts(Path(settings.FONT_ROOT))
    inputs = {
        "data": json.dumps(_printable(data, fonts.characters), cls=DjangoJSONEncoder),
        "language": (get_language() or "en").partition("-")[0],
        # Translators: at the foot of each page of a PDF; keep {page} and {pages} as they are.
        "page_words": _("Page {page} of {pages}"),
    }
    made = typst.Compiler(root=root, font_paths=fonts.typst).compile(
        input=root / template_name,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards="ua-1",
        timestamp=int((made_at or timezone.now()).timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("A PDF is one file.")
    return made


@dataclass(frozen=True, slots=True)
class _Fonts:
    typst: typst.Fonts
    characters: frozenset[int]


@lru_cache
def _fonts(folder: Path) -> _Fonts:
    """The fonts a PDF may use: the house's, none of typst's own or the machine's, so that it looks alike everywhere.

    Typst silently takes another font for a missing one: that is refused here, before anything is printed.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if missing := FAMILIES - set(fonts.families()):
        raise ImproperlyConfigured(f"Fonts missing in {folder}: {', '.join(sorted(missing))}. Run “make setup”.")
    return _Fonts(fonts, characters(folder))


def _printable(value: Any, known: frozenset[int]) -> Any:
    if isinstance(value, str | Promise):
        return printable_text(str(value), known)
    if isinstance(value, Mapping):
        return {str(key): _printable(item, known) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_printable(item, known) for item in value]
    return value


def printable_text(text: str, known: frozenset[int]) -> str:
    """The text with `[?]` for what no font here can show: one such character would make the whole PDF fail.

    Marks that only steer the display of others (joiners, selectors) go without a trace.
    """
    shown = []
    for char in unicodedata.normalize("NFC", clean_text(text)):
        if ord(char) in known or char == "\n":
            shown.append(char)
        elif unicodedata.category(char) == "Zs" or char == "\t":
            shown.append(" ")
        elif unicodedata.category(char) not in ("Cf", "Mn", "Me") and shown[-1:] != [UNKNOWN]:
            shown.append(UNKNOWN)
    return "".join(shown)
