from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from monitoring.people.models import Mandate
from monitoring.people.roles import Role
from tests import builders
from tests.cast import Cast
from tests.monitoring.people.conftest import As

pytestmark = pytest.mark.django_db


def give(as_: As, cast: Cast, **data: object) -> int:
    values = {"role": "delegate", "target": f"cluster:{cast.cluster.pk}", "starts_on": "2026-01-01"} | data
    page = reverse("mandate-new", args=[cast.officer.pk])
    return as_("administrator").post(page, values).status_code


class TestGiving:
    def test_it_is_given_by_the_administrator_from_the_day_said(self, cast: Cast, as_: As) -> None:
        assert give(as_, cast, ends_on="2027-12-31") == 302
        mandate = Mandate.objects.get(person=cast.officer, role=Role.DELEGATE)
        assert (mandate.cluster, mandate.granted_by) == (cast.cluster, cast.administrator)
        assert (mandate.starts_on, mandate.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"target": ""},
            {"target": "cluster:999999"},
            {"target": "region:x"},
            {"role": "king"},
            {"starts_on": ""},
            {"starts_on": "31/02/2026"},
            {"starts_on": "2026-02-01", "ends_on": "2026-01-31"},
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, wrong: dict[str, str], cast: Cast, as_: As) -> None:
        assert give(as_, cast, **wrong) == 422
        assert not Mandate.objects.filter(person=cast.officer, role=Role.DELEGATE).exists()

    def test_a_role_goes_with_a_region_or_with_a_cluster(self, cast: Cast, as_: As) -> None:
        assert give(as_, cast, role="officer") == 422
        assert give(as_, cast, target=f"region:{cast.region.pk}") == 422

    def test_not_beyond_ones_own_region(self, cast: Cast, as_: As) -> None:
        assert give(as_, cast, target=f"cluster:{cast.foreign_cluster.pk}") == 422
        assert give(as_, cast, role="officer", target=f"region:{cast.other_region.pk}") == 422

    def test_not_twice_on_the_same_days(self, cast: Cast, as_: As) -> None:
        assert give(as_, cast, ends_on="2026-06-30") == 302
        assert give(as_, cast, starts_on="2026-06-30") == 422
        assert give(as_, cast, starts_on="2026-07-01") == 302

    def test_the_database_refuses_two_without_end(self, cast: Cast) -> None:
        with pytest.raises(IntegrityError, match=r"mandate|UNIQUE"), transaction.atomic():
            builders.give_mandate(person=cast.manager, role=Role.MANAGER, cluster=cast.cluster)


class TestEnding:
    def test_at_once_takes_access_away_in_the_same_session(self, cast: Cast, as_: As) -> None:
        delegate = as_("delegate")
        as_("manager").post(reverse("mandate-end", args=[cast.delegate.mandates.get().pk]), {"when": "now"})
        cast.delegate.refresh_from_db()
        assert cast.delegate.mandates.get().ends_on == timezone.localdate() - timedelta(days=1)
        assert delegate.get(reverse("profile")).status_code == 200
        assert not cast.delegate.mandates.current().exists()

    def test_one_that_began_today_is_taken_back_and_the_journal_says_so(self, cast: Cast, as_: As) -> None:
        give(as_, cast, starts_on=str(timezone.localdate()))
        mandate = Mandate.objects.get(person=cast.officer, role=Role.DELEGATE)
        as_("administrator").post(reverse("mandate-end", args=[mandate.pk]), {"when": "now"})
        assert not Mandate.objects.filter(pk=mandate.pk).exists()
        html = as_("administrator").get(reverse("person-detail", args=[cast.officer.pk])).content.decode()
        assert "Minalogic" in html

    def test_on_a_day_to_come(self, cast: Cast, as_: As) -> None:
        mandate = cast.delegate.mandates.get()
        day = timezone.localdate() + timedelta(days=30)
        as_("manager").post(reverse("mandate-end", args=[mandate.pk]), {"when": "later", "last_day": str(day)})
        mandate.refresh_from_db()
        assert mandate.ends_on == day
        assert cast.delegate.mandates.current().exists()

    @pytest.mark.parametrize("data", [{}, {"when": "later"}, {"when": "later", "last_day": "2019-01-01"}])
    def test_a_day_gone_by_or_none_is_refused(self, data: dict[str, str], cast: Cast, as_: As) -> None:
        page = reverse("mandate-end", args=[cast.delegate.mandates.get().pk])
        assert as_("manager").post(page, data).status_code == 422

    def test_ending_twice_says_so_and_does_nothing(self, cast: Cast, as_: As) -> None:
        page = reverse("mandate-end", args=[cast.delegate.mandates.get().pk])
        as_("manager").post(page, {"when": "now"})
        assert as_("manager").post(page, {"when": "now"})["Location"] == reverse("team")

    def test_the_last_administrator_stays(self, cast: Cast, as_: As) -> None:
        mandate = cast.administrator.mandates.get()
        yesterday = str(timezone.localdate() - timedelta(days=1))
        dates = {"starts_on": "2019-01-01", "ends_on": yesterday}
        assert as_("administrator").post(reverse("mandate-end", args=[mandate.pk]), {"when": "now"}).status_code == 422
        assert as_("administrator").post(reverse("mandate-edit", args=[mandate.pk]), dates).status_code == 422
        builders.give_mandate(person=cast.officer, role=Role.ADMINISTRATOR, region=cast.region)
        assert as_("administrator").post(reverse("mandate-end", args=[mandate.pk]), {"when": "now"}).status_code == 302


def test_dates_are_changed_and_written_down(cast: Cast, as_: As) -> None:
    page = reverse("mandate-edit", args=[cast.delegate.mandates.get().pk])
    client = as_("administrator")
    assert client.get(page).context["form"]["starts_on"].value() == date(2019, 1, 1)
    client.post(page, {"starts_on": "2020-03-01", "ends_on": "2030-03-01"})
    assert cast.delegate.mandates.get().ends_on == date(2030, 3, 1)
    events = [event.text for event in client.get(reverse("person-detail", args=[cast.delegate.pk])).context["events"]]
    assert any("2030" in text for text in events)


class TestInTime:
    """A mandate gives access from its first day to its last, both included, and on no other."""

    @pytest.mark.parametrize(
        ("starts", "ends", "open_"),
        [(-1, -1, False), (-9, 0, True), (0, None, True), (0, 0, True), (1, None, False), (1, 9, False)],
    )
    def test_the_team_page_opens_on_its_days_alone(
        self, starts: int, ends: int | None, open_: bool, cast: Cast, as_: As
    ) -> None:
        today = timezone.localdate()
        builders.give_mandate(
            person=cast.nobody,
            role=Role.MANAGER,
            cluster=cast.cluster,
            starts_on=today + timedelta(days=starts),
            ends_on=None if ends is None else today + timedelta(days=ends),
        )
        response = as_("nobody").get(reverse("team"))
        assert (response.status_code == 200) is open_

    def test_a_mandate_deleted_in_the_middle_of_a_session_opens_nothing_more(self, cast: Cast, as_: As) -> None:
        client = as_("manager")
        assert client.get(reverse("team")).status_code == 200
        Mandate.objects.filter(person=cast.manager).delete()
        response = client.get(reverse("team"))
        assert response.status_code == 403
        assert "role" in response.content.decode() or "rôle" in response.content.decode()


class TestPortfolio:
    def test_domains_and_clusters_are_added_and_taken_out(self, cast: Cast, as_: As) -> None:
        mandate = cast.officer.mandates.get()
        page = reverse("mandate-portfolio", args=[mandate.pk])
        client = as_("administrator")
        client.post(page, {"domains": [cast.domain.pk, cast.other_domain.pk], "clusters": [cast.cluster.pk]})
        assert mandate.portfolio.count() == 3
        kept = mandate.portfolio.get(domain=cast.domain).pk
        client.post(page, {"domains": [cast.domain.pk]})
        assert [entry.pk for entry in mandate.portfolio.all()] == [kept]

    def test_nothing_of_another_region(self, cast: Cast, as_: As) -> None:
        page = reverse("mandate-portfolio", args=[cast.officer.mandates.get().pk])
        foreign = {"domains": [cast.foreign_cluster.main_domain_id], "clusters": [cast.foreign_cluster.pk]}
        assert as_("administrator").post(page, foreign).status_code == 422
