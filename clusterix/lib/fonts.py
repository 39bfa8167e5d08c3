"""Fonts for PDF: the web fonts of npm's @fontsource packages, made into the TTF files typst reads.

    python -m clusterix.lib.fonts node_modules/@fontsource var/fonts

Typst knows no woff2 and would silently take another font. Each weight is one file here: the web's parts (Latin, Greek,
Cyrillic …) joined, named as one family, with U+202F (between thousands), which the web fonts lack.
"""

import sys
import tempfile
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

SPACE, NARROW_NO_BREAK_SPACE = 0x20, 0x202F
ITALIC, BOLD, REGULAR = 1 << 0, 1 << 5, 1 << 6  # of fsSelection


PARTS = {
    "source-sans-3": ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"),
    "bricolage-grotesque": ("latin", "latin-ext", "vietnamese"),
}


@dataclass(frozen=True, slots=True)
class Face:
    """One font file to make: the package it comes from, its family's name, weight (100 to 900) and slant."""

    package: str
    family: str
    weight: int
    is_italic: bool = False

    @property
    def name(self) -> str:
        return f"{self.package}-{self.weight}-{'italic' if self.is_italic else 'normal'}"

    def web_files(self, source: Path) -> list[Path]:
        slant = "italic" if self.is_italic else "normal"
        folder = source / self.package / "files"
        return [folder / f"{self.package}-{part}-{self.weight}-{slant}.woff2" for part in PARTS[self.package]]


FACES = (
    Face("source-sans-3", "Source Sans 3", 400),
    Face("source-sans-3", "Source Sans 3", 400, is_italic=True),
    Face("source-sans-3", "Source Sans 3", 600),
    Face("source-sans-3", "Source Sans 3", 700),
    Face("bricolage-grotesque", "Bricolage Grotesque", 600),
    Face("bricolage-grotesque", "Bricolage Grotesque", 700),
)
# Every character a PDF can show is in it; headings borrow from it what their own font lacks.
FULLEST = FACES[0]
FAMILIES = frozenset(face.family for face in FACES)
STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}


def convert_fonts(source: Path, destination: Path) -> list[Path]:
    """Makes every TTF file from the packages under `source`; a missing web font is a FileNotFoundError naming it."""
    destination.mkdir(parents=True, exist_ok=True)
    return [_convert(face, source, destination) for face in FACES]


def characters(folder: Path) -> frozenset[int]:
    """The code points the converted fonts can show."""
    with TTFont(folder / f"{FULLEST.name}.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def _convert(face: Face, source: Path, destination: Path) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        parts = [_unpacked(path, Path(folder)) for path in face.web_files(source)]
        font = Merger().merge(parts)
    _add_narrow_space(font)
    _rename(font, face)
    target = destination / f"{face.name}.ttf"
    font.save(target)
    return target


def _unpacked(path: Path, folder: Path) -> str:
    """The web font as a plain TTF file, the only kind that can be joined with another."""
    font = TTFont(path)
    font.flavor = None
    target = folder / f"{path.stem}.ttf"
    font.save(target)
    return str(target)


def _add_narrow_space(font: TTFont) -> None:
    """Three quarters of a space: the thin space of these fonts is half of one, too little between thousands."""
    name = "narrownobreakspace"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = Glyph()
    font["hmtx"][name] = (font["hmtx"][font.getBestCmap()[SPACE]][0] * 3 // 4, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.setdefault(NARROW_NO_BREAK_SPACE, name)


def _rename(font: TTFont, face: Face) -> None:
    """The file's own words for what it is: fontsource leaves those of the variable font it was cut from."""
    style = STYLES[face.weight] + (" Italic" if face.is_italic else "")
    postscript = f"{face.family} {style}".replace(" ", "")
    names = {1: face.family, 2: style, 3: postscript, 4: f"{face.family} {style}", 6: postscript}
    for name_id in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=name_id)
    for name_id, text in (names | {16: face.family, 17: style}).items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    selection = (ITALIC if face.is_italic else 0) | (BOLD if face.weight == 700 else 0)
    font["OS/2"].usWeightClass = face.weight
    font["OS/2"].fsSelection = selection or REGULAR
    font["head"].macStyle = (2 if face.is_italic else 0) | (1 if face.weight == 700 else 0)


def main(arguments: list[str]) -> str | None:
    """Exit 0 done, 1 refused with the reason, 2 misuse."""
    parser = ArgumentParser("python -m clusterix.lib.fonts", description="Makes the fonts of PDFs out of the web's.")
    parser.add_argument("source", type=Path, help="the folder of @fontsource packages")
    parser.add_argument("destination", type=Path, help="where the TTF files go")
    folders = parser.parse_args(arguments)
    try:
        convert_fonts(folders.source, folders.destination)
    except FileNotFoundError as error:
        return f"Web font missing: {error.filename}. Install the npm packages first (make setup)."
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
