"""What people changed of an organisation: noted with who and when, read by those who read the region."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.organisations.forms import OrganisationForm
from monitoring.organisations.identity import Declared
from monitoring.organisations.journal import journal_of
from monitoring.organisations.models import Organisation
from monitoring.organisations.registering import register
from monitoring.territory.models import Departement
from tests import builders
from tests.cast import Cast
from tests.monitoring.organisations.test_pages import put_on_list, signed_in

pytestmark = pytest.mark.django_db
FACTS = {"name": "Alpha", "country": "FR", "category": "PME", "town": "Lyon", "headcount_band": "11"}


def change(organisation: Organisation, **facts: str) -> None:
    form = OrganisationForm(FACTS | facts, instance=organisation)
    assert form.is_valid(), form.errors
    form.save()


def test_a_change_on_its_page_is_noted_with_who_and_when(cast: Cast) -> None:
    alpha = builders.make_organisation(name="Alpha")
    client = signed_in(cast.officer)
    client.post(reverse("organisation-edit", args=[alpha.uuid]), FACTS | {"postal_code": "38000"})
    (event,) = journal_of(alpha)
    assert event.actor == cast.officer
    page = client.get(reverse("organisation-detail", args=[alpha.uuid])).content.decode()
    assert "What was changed by hand" in page
    assert "headcount band: nothing → 10 to 19" in page.lower()
    assert "town: nothing → Lyon" in page
    assert str(cast.officer) in page


def test_a_departement_and_a_country_read_by_their_names(cast: Cast) -> None:
    Departement.objects.create(code="38", name="Isère", region=cast.region)
    alpha = builders.make_organisation(name="Alpha")
    change(alpha, postal_code="38000")
    change(alpha, postal_code="1200", country="CH")
    abroad, home = journal_of(alpha)
    assert "département: nothing → Isère" in home.text
    assert "Country: France → Switzerland" in abroad.text


@pytest.mark.parametrize(("role", "reads"), [("administrator", True), ("evaluator", True), ("manager", False)])
def test_its_history_is_for_those_who_read_the_region(cast: Cast, role: str, reads: bool) -> None:
    alpha = builders.make_organisation(name="Alpha")
    put_on_list(cast, alpha)
    change(alpha)
    page = signed_in(getattr(cast, role)).get(reverse("organisation-detail", args=[alpha.uuid]))
    assert page.status_code == 200
    assert ("What was changed by hand" in page.content.decode()) is reads


def test_what_lists_bring_is_told_by_their_files_and_not_here(cast: Cast) -> None:
    (found,) = register([Declared(name="Alpha")])
    register([Declared(name="Alpha", siren="732829320")])
    assert journal_of(Organisation.objects.get(pk=found.pk)) == []


def test_a_long_history_asks_no_more_questions(cast: Cast) -> None:
    alpha = builders.make_organisation(name="Alpha")
    change(alpha, postal_code="38000")
    with CaptureQueriesContext(connection) as few:
        journal_of(alpha)
    for number in range(10):
        change(alpha, postal_code=f"{69 - number % 2}001", town=f"Town {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(journal_of(alpha)) == 11
    assert len(many) == len(few)
