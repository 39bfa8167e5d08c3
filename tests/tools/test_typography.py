import pytest

from tools.typography import french_faults, lost_in_translation


@pytest.mark.parametrize(
    "text",
    [
        "L’état du rapport\u00a0: «\u00a0envoyé\u00a0»\u202f!",
        "Voir <a class=\"btn\" href='/x?y=1;z'>l’aide</a>",
        "À 10:30, écrire à aide@example.org ou voir https://example.org/?a=1;b",
        "88\u00a0%%, 12\u00a0€, 1\u202f234, 9,8\u00a0M€",
        "Trimestre&nbsp;: &laquo;&nbsp;clos&nbsp;&raquo;",
        "%(count)s valeurs, {page} sur {pages}",
        "Suite…",
    ],
)
def test_well_set_french_has_no_fault(text: str) -> None:
    assert french_faults(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("L'état", "an apostrophe"),
        ('dit "oui"', "quotation marks"),
        ("Suite...", "an ellipsis"),
        ("Vraiment ?", "before » ; ! ?"),
        ("Vraiment?", "before » ; ! ?"),
        ("Oui ; non", "before » ; ! ?"),
        ("«\u00a0oui »", "before » ; ! ?"),
        ("« oui\u00a0»", "after «"),
        ("«oui\u00a0»", "after «"),
        ("Rapport : clos", "before a colon"),
        ("Rapport: clos", "before a colon"),
        ("%(name)s: clos", "before a colon"),
        ("<b>Rapport</b> : clos", "before a colon"),
        ("88 %%", "before %"),
        ("88%%", "before %"),
        ("12 €", "before €"),
        ("12€", "before €"),
        ("1 234", "between thousands"),
    ],
)
def test_each_fault_is_named_by_its_rule(text: str, rule: str) -> None:
    (fault,) = french_faults(text)
    assert rule in fault


@pytest.mark.parametrize(
    ("original", "translation", "problems"),
    [
        ("%(a)s of %(b)s", "%(b)s, %(a)s", []),
        ("%(a)s of %(b)s", "%(a)s", ["the placeholder %(b)s is missing"]),
        (
            "Page {page}",
            "Page {pages}",
            ["the placeholder {page} is missing", "the placeholder {pages} is not in the original"],
        ),
        ("<b>Sent</b>", "Envoyé", ["the tag b is missing"]),
        ("Sent", "<b>Envoyé</b>", ["the tag b is not in the original"]),
        (("One report", "%(n)s reports"), "Un rapport", []),
        (("One report", "%(n)s reports"), "%(n)s rapports", []),
        (("%(n)s report of %(x)s", "%(n)s reports of %(x)s"), "%(n)s rapports", ["the placeholder %(x)s is missing"]),
    ],
)
def test_a_translation_keeps_what_is_filled_in(
    original: str | tuple[str, ...], translation: str, problems: list[str]
) -> None:
    assert lost_in_translation(original, translation) == problems
