"""Makes the fonts of PDF documents out of the web's: typst reads no woff2, and sets another font without a word.

Each face comes in subsets under the name of another weight of its family; here they become one file, rightly named.
"""

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

NODE_MODULES = Path("node_modules/@fontsource")
FACES = [
    ("Source Sans 3", "source-sans-3", 400, "normal"),
    ("Source Sans 3", "source-sans-3", 400, "italic"),
    ("Source Sans 3", "source-sans-3", 600, "normal"),
    ("Source Sans 3", "source-sans-3", 700, "normal"),
    ("Bricolage Grotesque", "bricolage-grotesque", 600, "normal"),
    ("Bricolage Grotesque", "bricolage-grotesque", 700, "normal"),
]
STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
THIN_SPACE, NARROW_NO_BREAK_SPACE = 0x2009, 0x202F


def convert(family: str, package: str, weight: int, slope: str, into: Path) -> None:
    files = NODE_MODULES / package / "files"
    subsets = [files / f"{package}-{subset}-{weight}-{slope}.woff2" for subset in ("latin", "latin-ext")]
    font = Merger().merge([plain(subset, into) for subset in subsets])
    rename(font, family, STYLES[weight] if slope == "normal" else "Italic")
    allow_french_thousands(font)
    font.save(into / f"{package}-{weight}-{slope}.ttf")


def plain(subset: Path, folder: Path) -> str:
    font = TTFont(subset)
    font.flavor = None
    path = folder / f".{subset.stem}.ttf"
    font.save(path)
    return str(path)


def rename(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    names.names = [record for record in names.names if record.nameID not in {1, 2, 3, 4, 6, 16, 17, 21, 22, 25}]
    postscript = f"{family.replace(' ', '')}-{style}"
    for identifier, text in {1: family, 2: style, 3: postscript, 4: f"{family} {style}", 6: postscript}.items():
        names.setName(text, identifier, 3, 1, 0x409)


def allow_french_thousands(font: TTFont) -> None:
    """The narrow no-break space of "1 234" is missing from the subsets: it takes the thin space's width."""
    for table in font["cmap"].tables:
        if THIN_SPACE in table.cmap:
            table.cmap.setdefault(NARROW_NO_BREAK_SPACE, table.cmap[THIN_SPACE])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        convert(*face, into=folder)
    for leftover in folder.glob(".*.ttf"):
        leftover.unlink()
