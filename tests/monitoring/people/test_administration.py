"""Django's own administration: for superusers, and nobody else."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from monitoring.people.models import Person
from monitoring.territory.models import Domain
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(cast: Cast) -> Client:
    Person.objects.create_superuser("root@example.org", None, first_name="Root", last_name="Exemple")
    client = Client()
    client.force_login(Person.objects.get(email="root@example.org"))
    return client


def test_staff_that_is_no_superuser_stays_out(cast: Cast) -> None:
    Person.objects.filter(pk=cast.officer.pk).update(is_staff=True)
    client = Client()
    client.force_login(cast.officer)
    assert client.get(reverse("admin:index")).status_code in {302, 403}
    assert client.get(reverse("admin:monitoring_domain_changelist")).status_code in {302, 403}


def test_every_page_of_it_opens_for_a_superuser(root: Client, cast: Cast) -> None:
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert root.get(reverse(name)).status_code == 200, name


def test_secrets_of_second_factors_are_nowhere_in_it() -> None:
    shown = {model._meta.label_lower for model in admin.site._registry}
    assert not shown & {"mfa.authenticator", "socialaccount.socialtoken", "socialaccount.socialapp", "auth.group"}
    assert "monitoring.region" in shown


def test_nobody_is_added_or_deleted_there(root: Client, cast: Cast) -> None:
    assert root.get(reverse("admin:monitoring_person_add")).status_code == 403
    assert root.post(reverse("admin:monitoring_person_delete", args=[cast.manager.pk])).status_code == 403


def test_domains_come_in_from_a_file_and_go_out_again(root: Client, cast: Cast) -> None:
    content = (
        "region,code,name_en,name_fr,position\r\naura,digital,Digital,Le numérique,3\r\naura,space,Space,Espace,9\r\n"
    )
    page = reverse("admin:monitoring_domain_import")
    file = SimpleUploadedFile("domains.csv", content.encode(), "text/csv")
    preview = root.post(page, {"import_file": file, "format": "0", "resource": "0"})
    assert preview.status_code == 200
    root.post(reverse("admin:monitoring_domain_process_import"), preview.context["confirm_form"].initial)
    assert Domain.objects.get(region=cast.region, code="digital").name_fr == "Le numérique"
    assert Domain.objects.get(region=cast.region, code="space").position == 9
    assert Domain.objects.filter(region=cast.region).count() == 3
    exported = root.get(reverse("admin:monitoring_domain_export")).content.decode()
    assert "aura,space,Space,Espace,9" in exported
