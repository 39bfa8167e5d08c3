"""What the Region keeps of an organisation, and its word on two that look alike."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.organisations.activities import naf_complaint, normalised_naf
from monitoring.organisations.headcount import HeadcountBand
from monitoring.organisations.identifiers import (
    HOME,
    bare,
    foreign_complaint,
    rna_complaint,
    rnsr_complaint,
    siren_complaint,
    siret_complaint,
)
from monitoring.organisations.merging import decide, differing_numbers, merge
from monitoring.organisations.models import Category, Organisation
from monitoring.organisations.naming import name_key
from monitoring.organisations.places import COUNTRIES, departement_of, insee_complaint, postal_complaint
from monitoring.organisations.registering import one_at_a_time
from monitoring.people.models import Person
from monitoring.territory.models import Departement

COMPLAINTS = {
    "siren": siren_complaint,
    "siret": siret_complaint,
    "rna": rna_complaint,
    "rnsr": rnsr_complaint,
    "naf": naf_complaint,
    "insee_code": insee_complaint,
}
IDENTIFIERS = ("siren", "siret", "rna", "rnsr", "foreign_identifier")


class OrganisationForm(forms.ModelForm[Organisation]):
    """The registry's own facts, by the same rules as the lists; lines of lists stay as they were declared."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    headcount_band = forms.ChoiceField(label=gettext_lazy("Headcount"), required=False)
    siren = forms.CharField(label=gettext_lazy("SIREN"), required=False, max_length=30)
    siret = forms.CharField(label=gettext_lazy("SIRET"), required=False, max_length=40)
    rna = forms.CharField(label=gettext_lazy("RNA number"), required=False, max_length=20)
    rnsr = forms.CharField(label=gettext_lazy("RNSR number"), required=False, max_length=20)
    naf = forms.CharField(
        label=gettext_lazy("NAF code"), required=False, max_length=10, help_text=gettext_lazy("For example: 62.01Z.")
    )

    class Meta:
        model = Organisation
        fields: ClassVar[tuple[str, ...]] = (
            *("name", "acronym", "country", "siren", "siret", "rna", "rnsr", "foreign_identifier"),
            *("category", "other_kind", "naf", "headcount_band", "postal_code", "town", "insee_code"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = sorted((str(country.label), country.code) for country in COUNTRIES)
        self.fields["country"].choices = [(code, name) for name, code in countries]  # type: ignore[attr-defined]
        self.fields["headcount_band"].choices = [("", "—"), *HeadcountBand.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in IDENTIFIERS:
            cleaned[name] = bare(cleaned.get(name) or "")
        if cleaned["siret"] and not cleaned["siren"]:
            cleaned["siren"] = cleaned["siret"][:9]
        for name, complaint in COMPLAINTS.items():
            self._complain(name, complaint(cleaned[name]) if cleaned.get(name) else "")
        country = cleaned.get("country", HOME)
        self._complain("postal_code", postal_complaint(country, cleaned.get("postal_code") or "00000"))
        if cleaned["foreign_identifier"]:
            self._complain("foreign_identifier", foreign_complaint(country, cleaned["foreign_identifier"]))
        if cleaned["siren"] and country != HOME:
            self._complain("siren", _("A SIREN is for organisations in France."))
        if cleaned.get("other_kind") and cleaned.get("category") != Category.OTHER:
            self._complain("other_kind", _("This is given for the category “other organisation” alone."))
        self._refuse_numbers_of_others(cleaned)
        return cleaned

    def _complain(self, name: str, sentence: str) -> None:
        if sentence and name not in self.errors:
            self.add_error(name, sentence)

    def _refuse_numbers_of_others(self, cleaned: dict[str, Any]) -> None:
        """Another one with the same number is the same organisation: these two are merged, not made alike."""
        others = Organisation.objects.standing().exclude(pk=self.instance.pk)
        for name in ("siren", "rna", "rnsr", "foreign_identifier"):
            if not cleaned.get(name) or name in self.errors:
                continue
            if other := others.filter(**{name: cleaned[name]}, country=cleaned.get("country", HOME)).first():
                self._complain(
                    name,
                    _("%(name)s has this number already: if the two are one, merge them.") % {"name": other},
                )

    @transaction.atomic
    def save(self, commit: bool = True) -> Organisation:
        one_at_a_time()
        organisation, cleaned = self.instance, self.cleaned_data
        organisation.name_key = name_key(organisation.name)
        if "naf" in self.changed_data:
            organisation.naf, organisation.naf_version = normalised_naf(cleaned["naf"])
        code = departement_of(
            insee_code=cleaned["insee_code"], postal_code=cleaned["postal_code"], country=organisation.country
        )
        if {"insee_code", "postal_code", "country"} & set(self.changed_data):
            organisation.departement = Departement.objects.filter(pk=code).first()
        return super().save(commit)


class PairForm(forms.Form):
    """Whether two organisations are one, and which of them stays."""

    ONE, TWO = "one", "two"

    survivor = forms.ChoiceField(label=gettext_lazy("Which one stays"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why they are one although their numbers differ"),
        max_length=500,
        required=False,
    )

    def __init__(
        self, *args: Any, first: Organisation, second: Organisation, likelier: Organisation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(first.pk): first, str(second.pk): second}
        field = self.fields["survivor"]
        field.choices = [(key, str(one)) for key, one in self.organisations.items()]  # type: ignore[attr-defined]
        field.initial = str((likelier or first).pk)
        self.has_numbers_apart = bool(differing_numbers(first, second))
        if not self.has_numbers_apart:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._decision == self.TWO:
            self.errors.clear()
        if self._decision == self.ONE and self.has_numbers_apart and not (cleaned.get("reason") or "").strip():
            self.add_error(
                "reason", _("They have different numbers, as two legal units have: say why they are one all the same.")
            )
        return cleaned

    @property
    def _decision(self) -> str:
        return self.ONE if self.data.get("decision") == self.ONE else self.TWO

    def save(self, person: Person) -> str:
        """The sentence that says what was done. Raises MergeRefused."""
        if self._decision == self.TWO:
            first, second = self.organisations.values()
            decide(first, second, are_one=False, person=person)
            return _("%(first)s and %(second)s stay two: they are not proposed again.") % {
                "first": first,
                "second": second,
            }
        survivor = self.organisations[self.cleaned_data["survivor"]]
        merged = next(one for one in self.organisations.values() if one != survivor)
        merge(survivor, merged, person, self.cleaned_data.get("reason", "").strip())
        return _("%(merged)s is merged into %(survivor)s.") % {"merged": merged, "survivor": survivor}


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name, town or number of the other one"), max_length=200)
