from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from clusterix.lib.fonts import FACES, characters, main

ENGLISH_AND_FRENCH = "AaéèàçœŒÉÀŸÊ€«»’“”…–—\u2212\u00a0\u202f\u20090123456789%"


def test_every_face_becomes_a_file_named_for_what_it_is(pdf_fonts: Path) -> None:
    for face in FACES:
        with TTFont(pdf_fonts / f"{face.name}.ttf") as font:
            assert font.flavor is None
            assert font["name"].getBestFamilyName() == face.family
            assert font["OS/2"].usWeightClass == face.weight
            assert bool(font["OS/2"].fsSelection & 1) == face.is_italic


def test_every_face_has_the_characters_of_both_languages(pdf_fonts: Path) -> None:
    for face in FACES:
        with TTFont(pdf_fonts / f"{face.name}.ttf") as font:
            assert {ord(char) for char in ENGLISH_AND_FRENCH} <= font.getBestCmap().keys()


def test_the_narrow_space_is_narrower_than_a_space_and_not_nothing(pdf_fonts: Path) -> None:
    for face in FACES:
        with TTFont(pdf_fonts / f"{face.name}.ttf") as font:
            widths = {code: font["hmtx"][name][0] for code, name in font.getBestCmap().items()}
            assert 0 < widths[0x202F] < widths[0x20]


def test_names_from_all_over_europe_can_be_shown(pdf_fonts: Path) -> None:
    known = characters(pdf_fonts)
    assert {ord(char) for char in "ŁódźŠkodaΑθήναСофияTrường"} <= known


def test_a_missing_web_font_is_named(tmp_path: Path) -> None:
    refusal = main([str(tmp_path), str(tmp_path / "out")])
    assert refusal is not None
    assert "source-sans-3-latin-400-normal.woff2" in refusal


def test_misuse_is_told_apart_from_refusal() -> None:
    with pytest.raises(SystemExit) as misuse:
        main([])
    assert misuse.value.code == 2
