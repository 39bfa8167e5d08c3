from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from clusterix.lib.ribbon import Fill, Segment
from monitoring.templatetags import display
from monitoring.templatetags.ruban import hatching

YEAR = [
    Segment(label="Q1", fill=Fill.FILLED, status="accepted"),
    Segment(label="Q2", fill=Fill.HATCHED, status="being filled in"),
    Segment(label="Q3", fill=Fill.EMPTY, status="to come"),
    Segment(label="Q4", fill=Fill.EMPTY, status="to come"),
]


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_the_ribbon_says_in_words_what_it_draws() -> None:
    drawn = render('{% load ruban %}{% ruban segments "2026" %}', segments=YEAR)
    assert 'role="img"' in drawn
    for words in ("2026", "Q1", "accepted", "Q2", "being filled in", "to come"):
        assert words in drawn.split('aria-label="')[1].split('"')[0]
    assert drawn.count("ruban-full") == 1
    assert drawn.count("ruban-hatch") == 1
    assert drawn.count("ruban-empty") == 2


def test_the_ribbon_escapes_what_it_is_given() -> None:
    drawn = render("{% load ruban %}{% ruban segments label %}", segments=YEAR, label='"><script>')
    assert "<script>" not in drawn


def test_hatching_stays_inside_its_segment() -> None:
    numbers = [float(number) for number in hatching(29).replace("M", " ").replace("L", " ").split()]
    assert all(29 <= x <= 55 for x in numbers[::2])
    assert all(0 <= y <= 10 for y in numbers[1::2])


def test_an_icon_is_decoration_unless_it_is_given_a_text() -> None:
    assert 'aria-hidden="true"' in render('{% load icons %}{% icon "check2" %}')
    labelled = render('{% load icons %}{% icon "eye" label %}', label="To look at <now>")
    assert 'role="img" aria-label="To look at &lt;now&gt;"' in labelled


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="no-such-icon"):
        render('{% load icons %}{% icon "no-such-icon" %}')


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("218 joint actions, 240 aimed at.", "<strong>218</strong> joint actions, 240 aimed at."),
        ("12\u202f500\u00a0€ for prospecting", "<strong>12\u202f500\u00a0€</strong> for prospecting"),
        ("€1.2M spent", "<strong>€1.2M</strong> spent"),
        ("Less: \u221218 members", "Less: <strong>\u221218</strong> members"),
        ("No figures yet.", "No figures yet."),
        ("<b>3</b>", "&lt;b&gt;<strong>3</strong>&lt;/b&gt;"),
        ("R&D: 3 projects", "R&amp;D: <strong>3</strong> projects"),
    ],
)
def test_the_first_number_of_an_answer_is_set_strong(sentence: str, expected: str) -> None:
    assert display.stress(sentence) == expected


def test_apostrophes_are_not_taken_for_numbers() -> None:
    assert display.stress("It's 4 actions") == "It&#x27;s <strong>4</strong> actions"


@pytest.mark.parametrize(
    ("language", "source", "value", "expected"),
    [
        ("fr", "{{ value|number }}", 3412, "3\u202f412"),
        ("en", "{{ value|number:1 }}", Decimal("3.25"), "3.3"),
        ("fr", "{{ value|money }}", 9_812_440, "9,8\u00a0M€"),
        ("en", "{{ value|percent }}", 88, "88%"),
        ("en", "{{ value|change }}", -18, "\u221218"),
        ("en", "{{ value|number }}", None, "No value"),
        ("en", "{{ value|day }}", date(2026, 10, 16), "16 October 2026"),
        ("en", "{{ value|weekday }}", date(2026, 10, 16), "Friday 16 October 2026"),
        ("en", "{{ value|moment }}", datetime(2026, 10, 16, 8, 42, tzinfo=UTC), "16 October 2026, 10:42"),
        ("en", "{{ value|hour }}", datetime(2026, 10, 16, 8, 42, tzinfo=UTC), "10:42"),
        ("en", "[{{ value|moment }}]", None, "[]"),
    ],
)
def test_values_read_as_people_write_them(language: str, source: str, value: object, expected: str) -> None:
    with translation.override(language):
        assert render("{% load display %}" + source, value=value) == expected
