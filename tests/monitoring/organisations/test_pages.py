"""The registry's pages: finding an organisation, deciding on pairs, merging, keeping facts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clusterix.lib.periods import Year
from monitoring.members.models import MemberLine
from monitoring.organisations.models import Merge, Organisation, Pair
from monitoring.organisations.naming import name_key
from monitoring.organisations.pairs import find_pairs
from monitoring.people.models import Person
from tests.builders import make_campaign, make_report, make_revision
from tests.cast import Cast


def make(name: str, **facts: Any) -> Organisation:
    return Organisation.objects.create(name=name, name_key=name_key(name), **facts)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def names(client: Client, **query: str) -> list[str]:
    table = client.get(reverse("organisation-list"), query).context["table"]
    return [row.record.name for row in table.paginated_rows]


def put_on_list(cast: Cast, organisation: Organisation, *, cluster: Any = None, **marks: Any) -> MemberLine:
    campaign = make_campaign(region=cast.region, kind="members", period=Year(2026))
    report = make_report(campaign=campaign, cluster=cluster or cast.cluster)
    revision = make_revision(report=report, by=cast.manager, **marks)
    return MemberLine.objects.create(
        revision=revision, organisation=organisation, name=organisation.name, category="PME", edited_by=cast.manager
    )


def accepted(cast: Cast) -> dict[str, Any]:
    now = timezone.now()
    return {"sealed_at": now, "sealed_by": cast.manager, "accepted_at": now, "accepted_by": cast.officer}


@pytest.mark.parametrize(
    "query",
    ["cœur", "COEUR DE FORET", "forêt coeur", "732829320", "732 829", "73282932000074", "grenoble", "W381000001"],
)
def test_organisation_is_found_by_name_town_and_number(cast: Cast, query: str) -> None:
    make("Cœur de Forêt SAS", siren="732829320", town="Grenoble", rna="W381000001")
    make("Other", siren="542048574", town="Lyon")
    assert names(signed_in(cast.officer), q=query) == ["Cœur de Forêt SAS"]


def test_list_is_filtered_by_what_differs_and_where(cast: Cast) -> None:
    gap = make("Gap", category="PME", sirene_size="ETI")
    closed = make("Closed", sirene_is_active=False, country="ES")
    make("Merged", merged_into=gap)
    client = signed_in(cast.evaluator)
    assert names(client) == ["Closed", "Gap"]
    assert names(client, sirene="gap") == ["Gap"]
    assert names(client, sirene="closed") == names(client, country="abroad") == [closed.name]
    assert names(client, standing="merged") == ["Merged"]
    assert names(client, category="PME") == ["Gap"]
    assert names(client, sort="-name") == ["Gap", "Closed"]


def test_members_of_several_clusters_are_told_from_accepted_lists(cast: Cast) -> None:
    shared, single = make("Shared"), make("Single")
    alias = make("Shared, once", merged_into=shared)
    campaign = make_campaign(region=cast.region, kind="members", period=Year(2026))
    for cluster, members in ((cast.cluster, [shared, single]), (cast.other_cluster, [alias])):
        report = make_report(campaign=campaign, cluster=cluster)
        revision = make_revision(report=report, by=cast.manager, **accepted(cast))
        for one in members:
            MemberLine.objects.create(
                revision=revision, organisation=one, name=one.name, category="PME", edited_by=cast.manager
            )
    client = signed_in(cast.officer)
    assert names(client, clusters="several") == ["Shared"]
    page = client.get(reverse("organisation-list")).content.decode()
    assert "Lyonbiopôle, Minalogic" in page
    detail = client.get(reverse("organisation-detail", args=[shared.uuid])).content.decode()
    assert "Minalogic, 2026" in detail
    assert names(signed_in(cast.partner), clusters="several") == []


def test_manager_knows_the_organisations_of_own_lists_alone(cast: Cast) -> None:
    own = make("Own")
    make("Foreign")
    put_on_list(cast, own)
    client = signed_in(cast.manager)
    assert names(client) == ["Own"]
    page = client.get(reverse("organisation-detail", args=[own.uuid])).content.decode()
    assert reverse("organisation-edit", args=[own.uuid]) not in page


def test_list_leaves_as_excel_with_more_than_the_page_shows(cast: Cast) -> None:
    make("=Acme", siren="732829320", category="PME", sirene_size="ETI", headcount_band="12")
    response = signed_in(cast.officer).get(reverse("organisation-list-file"))
    sheet = load_workbook(io.BytesIO(response.getvalue())).worksheets[0]
    text = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert {"=Acme", "732829320", "20 to 49 employees"} <= set(text)
    assert any("Sirene says" in cell for cell in text)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_ask_as_much_with_ten_times_the_rows(cast: Cast) -> None:
    client = signed_in(cast.officer)
    pages = [reverse("organisation-list"), reverse("organisation-pairs")]

    def fill(count: int) -> None:
        made = [make(f"Organisation {Organisation.objects.count()}") for _ in range(2 * count)]
        Pair.objects.bulk_create(
            Pair(first=one, second=other, score=90) for one, other in zip(made[::2], made[1::2], strict=True)
        )

    fill(2)
    client.get(pages[0])  # What is kept from then on is asked for now.
    before = [queries(client, page) for page in pages]
    fill(20)
    assert [queries(client, page) for page in pages] == before
    assert max(before) <= 20


def test_pair_is_shown_with_both_sides_and_decided(cast: Cast) -> None:
    one = make("Duvernay", town="Cluses")
    other = make("Duverney", town="Annecy", siren="732829320")
    pair = Pair.objects.create(first=one, second=other, score=91)
    client = signed_in(cast.officer)
    page = client.get(reverse("organisation-pairs")).content.decode()
    assert "Names that are alike" in page
    assert "Cluses" in page
    assert "Annecy" in page
    answer = {"decision": "one", f"pair-{pair.pk}-survivor": str(other.pk)}
    response = client.post(reverse("organisation-pair-decide", args=[pair.pk]), answer, follow=True)
    assert "Duvernay is merged into Duverney." in response.content.decode()
    one.refresh_from_db()
    assert one.merged_into == other
    assert "Nothing to decide on" in response.content.decode()


def test_pair_said_to_be_two_is_not_found_again(cast: Cast) -> None:
    one, other = make("Mécanique Duvernay"), make("Mécanique Duverney")
    assert find_pairs() == 1
    client = signed_in(cast.officer)
    client.post(reverse("organisation-pair-decide", args=[Pair.objects.get().pk]), {"decision": "two"})
    assert find_pairs() == 0
    assert Pair.objects.get().are_one is False
    assert {one.merged_into, other.merged_into} == {None}


def test_two_numbers_ask_for_a_reason_and_keep_what_was_chosen(cast: Cast) -> None:
    one, other = make("Acme", siren="732829320"), make("Acme", siren="542048574")
    pair = Pair.objects.create(first=one, second=other, score=100)
    client = signed_in(cast.officer)
    address = reverse("organisation-pair-decide", args=[pair.pk])
    answer = {"decision": "one", f"pair-{pair.pk}-survivor": str(one.pk)}
    response = client.post(address, answer)
    assert response.status_code == 422
    assert "say why they are one all the same" in response.content.decode()
    client.post(address, answer | {f"pair-{pair.pk}-reason": "One took the other over."})
    assert Merge.objects.get().reason == "One took the other over."


def test_any_two_are_found_merged_and_parted(cast: Cast) -> None:
    one, other = make("Acme"), make("Société Acmé industries", town="Lyon")
    client = signed_in(cast.administrator)
    address = reverse("organisation-merge", args=[one.uuid])
    assert "Société Acmé industries" in client.get(address, {"q": "acme"}).content.decode()
    answer = {"decision": "one", "survivor": str(one.pk)}
    client.post(f"{address}?other={other.uuid}", answer)
    other.refresh_from_db()
    assert other.merged_into == one
    merger = Merge.objects.get()
    response = client.post(reverse("organisation-part", args=[merger.pk]), follow=True)
    assert "are two again" in response.content.decode()
    other.refresh_from_db()
    assert other.merged_into is None


def test_merge_page_without_a_proper_other_is_no_page(cast: Cast) -> None:
    address = reverse("organisation-merge", args=[make("Acme").uuid])
    assert signed_in(cast.officer).get(address, {"other": "nobody"}).status_code == 404


def test_facts_are_kept_by_the_rules_of_the_lists(cast: Cast) -> None:
    organisation, other = make("Acme"), make("Bolt", siren="542048574")
    client = signed_in(cast.officer)
    address = reverse("organisation-edit", args=[organisation.uuid])
    typed = {"name": "Acme SAS", "country": "FR", "siren": "542 048 574", "naf": "6201Z", "postal_code": "1100"}
    page = client.post(address, typed).content.decode()
    assert f"{other} has this number already" in page
    assert "write 01100" in page
    assert "Acme SAS" in page
    fine = typed | {"siren": "732 829 320", "postal_code": "01100"}
    assert client.post(address, fine).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.siren, organisation.naf, organisation.naf_version) == ("732829320", "62.01Z", "rev2")
    assert organisation.name_key == "acme"


def test_withheld_organisation_says_so(cast: Cast) -> None:
    withheld = make("Acme", siren="732829320", sirene_diffusion="P", sirene_read_on=timezone.localdate())
    page = signed_in(cast.officer).get(reverse("organisation-detail", args=[withheld.uuid])).content.decode()
    assert "asked Sirene to withhold its name and address" in page
    assert "Withheld" in page


def test_technical_administration_mends_a_name_and_exports(cast: Cast, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    organisation = make("Acme", siren="732829320")
    root = Person.objects.create_superuser("root@example.org", "Quartz-Violet-1789", first_name="R", last_name="T")
    client = signed_in(root)
    address = reverse("admin:monitoring_organisation_change", args=[organisation.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: value if value is not None else "" for name, value in form.initial.items()}
    assert client.post(address, typed | {"name": "Bolt SAS"}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.name_key == "bolt"
    assert client.get(reverse("admin:monitoring_pair_changelist")).status_code == 200
    assert client.get(reverse("admin:monitoring_merge_changelist")).status_code == 200
    exported = client.get(reverse("admin:monitoring_organisation_export"))
    assert exported.status_code == 200
