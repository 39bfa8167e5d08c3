"""What a file of members did to the registry goes with the file, unless something else speaks of it by then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from auditlog.models import LogEntry
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.members.importer import IMPORTER
from monitoring.members.models import MemberLine
from monitoring.members.writing import save_line
from monitoring.organisations.forms import OrganisationForm
from monitoring.organisations.merging import decide, merge, part
from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.people.models import Person
from monitoring.uploads import applying
from monitoring.uploads.models import Doubt, Upload
from tests import builders
from tests.monitoring.members.conftest import NOW, Roll
from tests.monitoring.members.test_file import examined, put
from tests.monitoring.uploads.conftest import fresh

pytestmark = pytest.mark.django_db


def additions(sheet: Worksheet) -> None:
    """Delta and Epsilon are added."""
    put(sheet, 3, name="Delta", category="Small or medium-sized enterprise", siren="552 100 554")
    put(sheet, 4, name="Epsilon", category="Small or medium-sized enterprise")


def written(roll: Roll, fill: Callable[[Worksheet], None] = additions) -> Upload:
    upload = examined(roll, fill)
    return applying.apply(upload, roll.cast.manager, absent="keep")


def known(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def remain() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


def undone(upload: Upload, person: Person) -> dict[str, str]:
    """What is kept, by its name, with the reason."""
    applying.undo(upload, person)
    return dict(fresh(upload).changes.exclude(kept_because="").values_list("label", "kept_because"))


def test_new_organisations_go_with_the_file_that_took_them_in(roll: Roll) -> None:
    before = remain()
    upload = written(roll)
    assert remain() - before == {"Delta", "Epsilon"}
    assert IMPORTER.foresee(upload) == ["2 organisations that this file took into the registry go with it."]
    assert undone(upload, roll.cast.manager) == {}
    assert remain() == before
    assert fresh(upload).options["organisations"] == {"removed": 2, "kept": 0}
    # What was undone can still be read.
    assert set(upload.changes.values_list("label", flat=True)) == {"Delta", "Epsilon"}


def test_a_second_taking_back_does_nothing(roll: Roll) -> None:
    upload = written(roll)
    applying.undo(upload, roll.cast.manager)
    later = builders.make_organisation(name="Delta")
    applying.undo(upload, roll.cast.manager)
    assert known("Delta") == later
    assert fresh(upload).options["organisations"] == {"removed": 2, "kept": 0}


def test_organisations_of_other_files_and_pages_stay(roll: Roll) -> None:
    first = written(roll)
    second = written(roll, lambda sheet: put(sheet, 5, name="Zeta", category="Large enterprise"))
    applying.undo(second, roll.cast.manager)
    assert {"Delta", "Epsilon"} <= remain()
    assert "Zeta" not in remain()
    applying.undo(first, roll.cast.manager)
    assert not {"Delta", "Epsilon"} & remain()


def listed_elsewhere(roll: Roll, delta: Organisation) -> None:
    builders.make_members_list(
        region=roll.cast.region, cluster=roll.cast.other_cluster, year=2024, members=[delta], accepted=False
    )


def edited(roll: Roll, delta: Organisation) -> None:
    data = {"name": "Delta", "country": "FR", "siren": "552100554", "town": "Vienne", "category": "PME"}
    form = OrganisationForm(data, instance=delta)
    assert form.is_valid(), form.errors
    form.save()


def decided(roll: Roll, delta: Organisation) -> None:
    decide(delta, roll.alpha, are_one=False, person=roll.cast.officer)


def chosen(roll: Roll, delta: Organisation) -> None:
    """Somebody said that a row of another file is about it."""
    other = examined(roll, lambda sheet: put(sheet, 6, name="Theta", category="Large enterprise"))
    Doubt.objects.create(
        upload=other, number=9, label="Delta", organisation=delta, decided_by=roll.cast.manager, decided_at=NOW
    )


def merged(roll: Roll, delta: Organisation) -> None:
    merge(roll.alpha, delta, roll.cast.officer)


def parted(roll: Roll, delta: Organisation) -> None:
    part(merge(delta, roll.alpha, roll.cast.officer), roll.cast.officer)


def enriched(roll: Roll, delta: Organisation) -> None:
    Organisation.objects.filter(pk=delta.pk).update(sirene_read_on=date(2026, 9, 1), sirene_name="DELTA")


def line_edited(roll: Roll, delta: Organisation) -> None:
    line = roll.line("Delta")
    save_line(roll.revision, line.uuid, {"town": "Vienne"}, version=line.version, person=roll.cast.manager)


@pytest.mark.parametrize(
    ("speak", "reason"),
    [
        (listed_elsewhere, "Another list of members names it."),
        (line_edited, "Another list of members names it."),
        (merged, "It was merged with another organisation since."),
        (parted, "It was merged with another organisation since."),
        (decided, "Somebody said since whether another one is the same."),
        (chosen, "Somebody said since whether another one is the same."),
        (edited, "Somebody changed it in the registry since."),
        (enriched, "Facts of Sirene were read into it since."),
    ],
)
def test_an_organisation_that_something_else_speaks_of_stays_and_is_listed(
    roll: Roll, speak: Callable[[Roll, Organisation], None], reason: str
) -> None:
    upload = written(roll)
    speak(roll, known("Delta"))
    assert IMPORTER.foresee(upload) == [
        "1 organisation that this file took into the registry goes with it.",
        "1 organisation that it took in stays, because something else speaks of it; it will be listed.",
    ]
    applying.undo(upload, roll.cast.manager)
    kept = upload.changes.exclude(kept_because="").get(key=f"organisation:{known('Delta').pk}")
    assert (kept.label, kept.kept_because) == ("Delta", reason)
    assert "Epsilon" not in remain()
    assert fresh(upload).options["organisations"] == {"removed": 1, "kept": 1}


def test_proposed_pairs_go_with_an_organisation_and_leave_the_other_one(roll: Roll) -> None:
    upload = written(roll)
    Pair.objects.create(first=roll.alpha, second=known("Delta"), score=90)
    applying.undo(upload, roll.cast.manager)
    assert not Pair.objects.exists()
    assert "Alpha" in remain()


def test_every_kind_of_row_that_names_an_organisation_is_asked() -> None:
    """A new one is to be asked too before an organisation is removed (organisations/withdrawing.py)."""
    relations = Organisation._meta.get_fields(include_hidden=True)
    naming = {relation.related_model for relation in relations if relation.auto_created and not relation.concrete}
    assert naming == {MemberLine, Merge, Pair, Organisation, Doubt}


def test_nothing_is_written_to_the_log_for_organisations_that_come_and_go(roll: Roll) -> None:
    before = LogEntry.objects.count()
    applying.undo(written(roll), roll.cast.manager)
    assert LogEntry.objects.filter(content_type__model="organisation").count() <= before


# --- Numbers given to organisations known before ----------------------------------------------------------------------


def numbers(sheet: Worksheet) -> None:
    """Alpha's line says its SIREN, which the registry did not know."""
    put(sheet, 0, siren="552 100 554")


def test_a_number_given_by_the_file_is_taken_out_again(roll: Roll) -> None:
    upload = written(roll, numbers)
    roll.alpha.refresh_from_db()
    assert roll.alpha.siren == "552100554"
    change = upload.changes.get(key=f"organisation:{roll.alpha.pk}")
    assert (change.label, change.before, change.after) == ("Alpha", {"siren": ""}, {"siren": "552100554"})
    assert "identification numbers to 1 organisation" in IMPORTER.foresee(upload)[0]
    assert undone(upload, roll.cast.manager) == {}
    roll.alpha.refresh_from_db()
    assert (roll.alpha.siren, roll.line("Alpha").siren) == ("", "")


def declared_elsewhere(roll: Roll) -> None:
    members = [(roll.alpha, {"siret": "55210055400013"})]
    builders.make_members_list(region=roll.cast.region, cluster=roll.cast.other_cluster, year=2024, members=members)


def changed_by_hand(roll: Roll) -> None:
    Organisation.objects.filter(pk=roll.alpha.pk).update(siren="732829320")


def read_in_sirene(roll: Roll) -> None:
    enriched(roll, roll.alpha)


def merged_since(roll: Roll) -> None:
    roll.alpha.refresh_from_db()
    merge(roll.beta, roll.alpha, roll.cast.officer)


@pytest.mark.parametrize(
    ("happen", "reason"),
    [
        (declared_elsewhere, "Another list of members gives this number too."),
        (changed_by_hand, "Its numbers were changed since."),
        (read_in_sirene, "Facts of Sirene were read into it since."),
        (merged_since, "It was merged with another organisation since."),
    ],
)
def test_a_number_that_something_else_rests_on_stays(roll: Roll, happen: Callable[[Roll], None], reason: str) -> None:
    upload = written(roll, numbers)
    happen(roll)
    before = known("Alpha").siren
    assert undone(upload, roll.cast.manager) == {"Alpha": reason}
    assert known("Alpha").siren == before


# --- A line that stood for another organisation in between ------------------------------------------------------------


def another(sheet: Worksheet) -> None:
    """Gamma's line is made that of a foreign organisation, which is another one."""
    put(sheet, 2, country="Switzerland", foreign_identifier="CHE-105.805.649")


def test_a_line_goes_back_to_the_organisation_it_stood_for(roll: Roll) -> None:
    upload = written(roll, another)
    line = roll.line("Gamma")
    assert line.organisation != roll.gamma
    applying.undo(upload, roll.cast.manager)
    assert roll.line("Gamma").organisation == roll.gamma
    assert not Organisation.objects.filter(foreign_identifier=line.foreign_identifier).exists()


def test_a_line_whose_organisation_another_line_stands_for_is_kept(roll: Roll) -> None:
    upload = written(roll, another)
    builders.make_member_line(revision=roll.revision, organisation=roll.gamma, name="Gamma again")
    kept = undone(upload, roll.cast.manager)
    assert kept["Gamma"] in {
        "Another line stands for its former organisation since.",
        "Another list of members names it.",
    }
    assert roll.line("Gamma").country == "CH"


def test_many_organisations_are_asked_a_fixed_number_of_questions(
    roll: Roll, django_assert_max_num_queries: Callable[..., object]
) -> None:
    upload = written(roll)
    now = timezone.now()
    Organisation.objects.bulk_create(
        Organisation(name=f"Other {n}", name_key=f"other {n}", taken_in_by=upload.uuid, created_at=now)
        for n in range(300)
    )
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        applying.undo(upload, roll.cast.manager)
    assert fresh(upload).options["organisations"] == {"removed": 302, "kept": 0}
