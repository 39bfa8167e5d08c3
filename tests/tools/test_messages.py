from babel.messages.catalog import Catalog

from tools.messages import problem_with


def french(identifier: str | tuple[str, str], text: str | tuple[str, str]) -> str | None:
    catalogue = Catalog(locale="fr")
    return problem_with(catalogue.add(identifier, text), catalogue)


def test_a_good_translation_has_no_problem() -> None:
    assert french("Sent to %(name)s!", "Envoyé à %(name)s\u202f!") is None
    assert french(("One report", "%(n)s reports"), ("Un rapport", "%(n)s rapports")) is None


def test_every_problem_of_a_translation_is_told_once() -> None:
    problem = french("Sent to %(name)s!", "L'envoi!")
    assert problem is not None
    assert "%(name)s is missing" in problem
    assert "apostrophe" in problem
    assert "before » ; ! ?" in problem
    plural = french(("%(n)s report", "%(n)s reports"), ("l'un de %(n)s", "l'un des %(n)s"))
    assert plural is not None
    assert plural.count("apostrophe") == 1


def test_what_is_not_translated_or_unsure_is_told() -> None:
    catalogue = Catalog(locale="fr")
    assert problem_with(None, catalogue) == "not translated"
    assert french("Sent", "") == "not translated"
    assert french(("One report", "%(n)s reports"), ("Un rapport", "")) == "not translated"
    assert problem_with(catalogue.add("Sent", "Envoyé", flags=["fuzzy"]), catalogue) == "marked as unsure"
