"""The invented organisations: always the same, valid by checksum, marked as invented."""

from datetime import date

import pytest

from monitoring.clusters.models import Cluster
from monitoring.clusters.reference import install_clusters
from monitoring.organisations.activities import naf_complaint
from monitoring.organisations.demo import Lot, install_organisations
from monitoring.organisations.identifiers import rnsr_complaint, siren_complaint
from monitoring.organisations.models import Organisation, Pair
from monitoring.territory.models import Region
from monitoring.territory.reference import install_territory


@pytest.fixture
def lots(db: None) -> list[Lot]:
    install_territory()
    region = Region.objects.get(code="auvergne-rhone-alpes")
    install_clusters(region)
    clusters = list(Cluster.objects.followed(region, date(2026, 11, 1)).select_related("main_domain"))
    return install_organisations(region, clusters, date(2026, 11, 22))


def test_every_cluster_has_members_and_some_have_the_same(lots: list[Lot]) -> None:
    assert len(lots) == 22
    assert all(30 < len(lot.organisations) < 90 for lot in lots)
    assert all(len({one.pk for one in lot.organisations}) == len(lot.organisations) for lot in lots)
    several = [one.pk for lot in lots for one in lot.organisations]
    assert len(set(several)) < len(several)
    assert 850 < Organisation.objects.count() < 1000


def test_they_are_marked_and_their_numbers_are_valid(lots: list[Lot]) -> None:
    organisations = Organisation.objects.all()
    assert not organisations.filter(is_invented=False, cluster=None, region=None).exists()
    assert not [one.siren for one in organisations if one.siren and siren_complaint(one.siren)]
    assert not [one.rnsr for one in organisations if one.rnsr and rnsr_complaint(one.rnsr)]
    assert not [one.naf for one in organisations if one.naf and naf_complaint(one.naf)]
    assert all(one.siren.startswith("999") for one in organisations.exclude(siren=""))


def test_there_is_something_to_decide_on(lots: list[Lot]) -> None:
    assert 5 < Pair.objects.waiting().count() < 30
    assert Organisation.objects.exclude(country="FR").exists()
    assert Organisation.objects.filter(sirene_diffusion="P", sirene_name="").exists()
    assert Organisation.objects.filter(cluster__code="minalogic").exists()


def test_same_clusters_give_the_same(lots: list[Lot]) -> None:
    first = list(Organisation.objects.order_by("pk").values_list("uuid", "name", "siren", "town"))
    Pair.objects.all().delete()
    Organisation.objects.all().delete()
    install_organisations(
        Region.objects.get(code="auvergne-rhone-alpes"), [lot.cluster for lot in lots], date(2026, 11, 22)
    )
    assert list(Organisation.objects.order_by("pk").values_list("uuid", "name", "siren", "town")) == first
