"""One value is one conditional update: nothing is lost when people, tabs or threads meet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.campaigns.effects import digest_of
from monitoring.campaigns.filling import lock_for_filling
from monitoring.campaigns.models import Revision
from monitoring.campaigns.moves import Refused
from monitoring.campaigns.transitions import perform
from monitoring.objectives.kind import ObjectivesKind
from monitoring.objectives.models import Answer
from monitoring.objectives.queries import filing_of
from monitoring.objectives.saving import Conflict, write
from monitoring.objectives.values import Content
from tests import builders
from tests.cast import Cast
from tests.monitoring.objectives.conftest import Book
from tests.racing import at_once

JOINT = "indicator:joint"


def value(number: int, explanation: str = "") -> Content:
    return Content("value", number=Decimal(number), explanation=explanation)


def save(book: Book, person: Any, number: int, *, version: int) -> Answer | None:
    question = filing_of(book.report, None).question(JOINT)
    assert question
    with transaction.atomic():
        revision = lock_for_filling(book.report, person)
        return write(revision, question, value(number), version=version, person=person)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("version", [0, 1], ids=["first value", "changed value"])
def test_of_two_who_save_at_once_one_learns_of_the_other(cast: Cast, book: Book, version: int) -> None:
    if version:
        save(book, cast.manager, 5, version=0)
    given = at_once(
        lambda: save(book, cast.manager, 6, version=version), lambda: save(book, cast.delegate, 7, version=version)
    )
    saved = [one for one in given if isinstance(one, Answer)]
    met = [one for one in given if isinstance(one, Conflict)]
    assert (len(saved), len(met)) == (1, 1), given
    assert book.number(book.joint) == saved[0].number == met[0].answer.number


@pytest.mark.django_db(transaction=True)
def test_the_update_alone_holds_two_apart_even_without_the_reports_lock(
    cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is for sealing; what keeps a value from being written over is the condition of its update."""
    save(book, cast.manager, 5, version=0)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    given = at_once(*(lambda number=number: save(book, cast.manager, number, version=1) for number in range(10, 14)))
    saved = [one for one in given if isinstance(one, Answer)]
    assert len(saved) == 1, given
    assert book.number(book.joint) == saved[0].number


@pytest.mark.django_db(transaction=True)
def test_nothing_enters_a_revision_being_sealed(cast: Cast, book: Book) -> None:
    revision = book.revision
    for indicator in (book.joint, book.events, book.abroad):
        builders.make_answer(revision=revision, indicator=indicator, value=3, by=cast.manager)
    for domain in (cast.domain, cast.other_domain):
        builders.make_answer(revision=revision, indicator=book.roadmap, value=3, by=cast.manager, domain=domain)
    given = at_once(lambda: perform(book.report, cast.manager, "send"), lambda: save(book, cast.delegate, 4, version=1))
    sealed = Revision.objects.get(pk=revision.pk)
    assert sealed.sealed_at, given
    assert digest_of(ObjectivesKind().content(sealed)) == sealed.digest
    number = 4 if isinstance(given[1], Answer) else 3
    assert isinstance(given[1], Answer | Refused)
    assert book.number(book.joint) == number


@pytest.mark.django_db
def test_saving_what_is_there_already_changes_nothing(cast: Cast, book: Book) -> None:
    save(book, cast.manager, 5, version=0)
    again = save(book, cast.delegate, 5, version=0)
    assert again
    assert (again.version, again.edited_by) == (1, cast.manager)


@pytest.mark.django_db
def test_a_value_somebody_emptied_is_filled_without_a_question(cast: Cast, book: Book) -> None:
    builders.make_answer(
        revision=book.revision,
        indicator=book.joint,
        value=Answer.Status.EMPTY,
        by=cast.delegate,
        version=4,
    )
    save(book, cast.manager, 5, version=0)
    assert book.number(book.joint) == 5


class Tab:
    """One browser tab: the version of the value it last saw."""

    def __init__(self) -> None:
        self.version = 0
        self.shown: int | None = None


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.booleans()), max_size=12))
def test_no_sequence_of_tabs_writes_over_what_it_has_not_seen(
    cast: Cast, book: Book, moves: list[tuple[int, int, bool]]
) -> None:
    """Whoever saves over another value has been shown that value before: by their page, or by a conflict."""
    Answer.objects.filter(revision__report=book.report).delete()
    tabs = [Tab(), Tab(), Tab()]
    kept: int | None = None
    for who, number, insists in moves:
        tab = tabs[who]
        try:
            answer = save(book, cast.manager, number, version=tab.version)
        except Conflict as conflict:
            assert conflict.answer.number == kept, "the conflict shows what is saved"
            if not insists:
                tab.version, tab.shown = conflict.answer.version, kept
                continue
            answer = save(book, cast.manager, number, version=conflict.answer.version)
        else:
            assert kept in {tab.shown, number, None}, "written over without having been seen"
        assert answer
        tab.version, tab.shown, kept = answer.version, number, number
        assert book.number(book.joint) == kept


# --- What the script is answered --------------------------------------------------------------------------------------


@pytest.fixture
def post(cast: Cast, client: Client, book: Book) -> Callable[..., Any]:
    client.force_login(cast.manager)
    client.cookies["django_language"] = "en"

    def send(typed: str, *, version: int = 0, key: str = JOINT, **fields: str) -> Any:
        data = {"key": key, f"{key}.value": typed, f"{key}.version": str(version), f"{key}.was": ""}
        return client.post(
            reverse("value-save", args=[book.report.uuid]),
            data | {f"{key}.{name}": text for name, text in fields.items()},
            headers={"accept": "application/json"},
        )

    return send


@pytest.mark.django_db
def test_the_script_learns_that_it_is_saved_and_what_changes(post: Callable[..., Any], book: Book) -> None:
    response = post("14")
    answer = response.json()
    assert (response.status_code, answer["state"], answer["version"]) == (200, "saved", 1)
    assert answer["message"].startswith("Saved at ")
    assert "14 is nearly 3 times the Q2 value of 5." in answer["notes"][JOINT]
    assert "19" in answer["before"], "5 and 14"
    assert "In progress" in answer["sections"]


@pytest.mark.django_db
def test_the_script_learns_why_it_is_refused_and_what_stays(post: Callable[..., Any], book: Book) -> None:
    post("7")
    response = post("many", version=1)
    answer = response.json()
    assert (response.status_code, answer["state"], answer["saved"]) == (422, "refused", "7")
    assert "“many” is not a number" in answer["message"]


@pytest.mark.django_db
def test_the_script_learns_of_both_values(cast: Cast, post: Callable[..., Any], book: Book) -> None:
    builders.make_answer(revision=book.revision, indicator=book.joint, value=5, by=cast.delegate)
    response = post("6")
    answer = response.json()
    assert (response.status_code, answer["state"], answer["version"]) == (409, "conflict", 1)
    assert answer["theirs"] == {"value": "5", "status": "", "reason": ""}
    assert "Keep <strong>5</strong>" in answer["notes"][JOINT]
    assert post("6", choice="mine", seen="1").json()["state"] == "saved"


@pytest.mark.django_db
def test_saving_a_whole_speaks_of_its_parts(cast: Cast, post: Callable[..., Any], book: Book) -> None:
    builders.make_answer(revision=book.revision, indicator=book.abroad, value=5, by=cast.manager)
    notes = post("3", key="indicator:events").json()["notes"]
    assert set(notes) == {"indicator:events", "indicator:abroad"}
    assert "of which it is a part" in notes["indicator:abroad"]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "words"), [("submitted", "no longer change"), ("not_due", "not due")])
def test_the_script_learns_that_nothing_can_be_written(
    post: Callable[..., Any], book: Book, state: str, words: str
) -> None:
    book.report.not_due_reason = "Merged"
    book.report.state = state
    book.report.save()
    response = post("7")
    assert (response.status_code, response.json()["state"]) == (409, "closed")
    assert words in response.json()["message"]


@pytest.mark.django_db
def test_the_script_of_a_reader_is_refused_in_a_sentence(
    cast: Cast, client: Client, post: Callable[..., Any], book: Book
) -> None:
    client.force_login(cast.evaluator)
    response = post("7")
    assert response.status_code == 403
    assert "What you typed is still in this page" in response.json()["message"]
    client.force_login(cast.other_manager)
    assert post("7").status_code == 404
    assert post("7", key="indicator:unknown").status_code == 404


@pytest.mark.django_db
def test_the_script_of_a_visitor_is_told_to_sign_in(client: Client, post: Callable[..., Any], book: Book) -> None:
    client.logout()
    response = client.post(
        reverse("value-save", args=[book.report.uuid]), {}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert response.status_code == 401


@pytest.mark.django_db
def test_without_a_script_one_value_leads_back_to_its_field(cast: Cast, client: Client, book: Book) -> None:
    client.force_login(cast.manager)
    address = reverse("value-save", args=[book.report.uuid])
    data = {"key": JOINT, f"{JOINT}.value": "7", f"{JOINT}.version": "0"}
    response = client.post(address, data)
    assert response["Location"] == f"/reports/{book.report.uuid}/sections/network/#{JOINT}"
    refused = client.post(address, data | {f"{JOINT}.value": "many", f"{JOINT}.version": "1"})
    assert refused.status_code == 200
    assert 'value="many"' in refused.content.decode()
