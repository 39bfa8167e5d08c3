"""Organisations of past lists go with the file that took them in, unless something else speaks of them by then."""

from __future__ import annotations

from monitoring.imports.targets import target_of
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Organisation
from tests.cast import Cast
from tests.monitoring.imports.conftest import Bring
from tests.monitoring.imports.test_members import ALL, lines


def test_organisations_go_with_the_list_that_took_them_in_and_its_lines_stay_readable(bring: Bring, cast: Cast) -> None:
    found = bring("members", ALL[:4]).read().apply()
    assert Organisation.objects.count() == 2
    assert target_of(found.upload.purpose).foresee(found.upload) == [
        "2 organisations that this file took into the registry go with it."
    ]
    found.undo()
    assert not Organisation.objects.exists()
    assert found.upload.options["organisations"] == {"removed": 2, "kept": 0}
    withdrawn = MemberLine.objects.filter(revision__discarded_at__isnull=False)
    names = ["Alpha Capteurs", "Alpha Capteurs", "Université des Alpes"]
    assert sorted(withdrawn.values_list("name", flat=True)) == names
    assert found.upload.changes.count() == 2
    # The same file can come again, and go again.
    again = bring("members", ALL[:4], "again.xlsx").read().apply()
    assert Organisation.objects.count() == 2
    again.undo()
    assert not Organisation.objects.exists()


def test_an_organisation_of_a_list_that_stays_is_kept_and_named(bring: Bring, cast: Cast) -> None:
    found = bring("members", ALL[:4]).read().apply()
    other = (ALL[0], ("Lyonbiopôle", 2018, "Alpha Capteurs", "732 829 320 00074", "PME", "38000", "Grenoble"))
    bring("members", other, "other.xlsx").read().apply()
    sentences = target_of(found.upload.purpose).foresee(found.upload)
    assert sentences[1].startswith("1 organisation that it took in stays")
    found.undo()
    kept = found.upload.changes.exclude(kept_because="").get()
    assert (kept.label, kept.kept_because) == ("Alpha Capteurs", "Another list of members names it.")
    assert Organisation.objects.get().name == "Alpha Capteurs"


def test_a_list_that_came_later_keeps_its_organisations(bring: Bring, cast: Cast) -> None:
    """The later version of 2018 stands, with what it took over of the first one."""
    first = bring("members", ALL[:4]).read().apply()
    later = (ALL[0], ("Minalogic", 2018, "Alpha Capteurs", "73282932000074", "Grand Groupe", None, "Meylan"))
    bring("members", later, "later.xlsx").read().apply()
    (sentence,) = target_of(first.upload.purpose).foresee(first.upload)
    assert sentence.startswith("2 organisations that it took in stay")
    first.undo()
    assert Organisation.objects.count() == 2
    assert set(lines(cast, "2018")) == {"Alpha Capteurs", "Université des Alpes"}


def test_numbers_a_past_list_gave_are_taken_out_again(bring: Bring, cast: Cast) -> None:
    Organisation.objects.create(name="Alpha Capteurs", name_key="alpha capteurs")
    found = bring("members", ALL[:2]).read().apply()
    assert Organisation.objects.get().siren == "732829320"
    found.undo()
    assert Organisation.objects.get().siren == ""
