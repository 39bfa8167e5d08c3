"""Writing a story: every field may stay empty; what is refused is said beside its field, and the rest is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterix.lib.numbers import format_number
from clusterix.lib.pictures import CleanPicture, PictureRefused, clean_picture
from monitoring.campaigns.models import Report
from monitoring.stories.models import StoryPerson, StoryPicture, StoryVersion
from monitoring.stories.saving import NOBODY, Typed, TypedPerson, Value, mark, values_of_person
from monitoring.territory.models import Domain

MOST_PEOPLE = 20


class TextField(forms.CharField):
    """A text of at most so many characters, its line ends as one; what is too long is said in numbers."""

    def __init__(self, *, most: int, is_long: bool = False, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput()
        super().__init__(required=False, widget=widget, **kwargs)
        self.most = most
        self.validators = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if "\x00" in value:
            raise ValidationError(
                _("This text holds a character that cannot be kept (NUL). Type it again where it was pasted.")
            )
        if (over := len(value) - self.most) > 0:
            raise ValidationError(
                ngettext(
                    "This text has %(length)s characters, at most %(most)s are kept: take %(over)s away.",
                    "This text has %(length)s characters, at most %(most)s are kept: take %(over)s away.",
                    over,
                )
                % {
                    "length": format_number(len(value)),
                    "most": format_number(self.most),
                    "over": format_number(over),
                }
            )


def _most(model: type[StoryVersion | StoryPicture | StoryPerson], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 0)


def _text(model: type[StoryVersion | StoryPicture | StoryPerson], name: str, **kwargs: Any) -> TextField:
    return TextField(most=_most(model, name), **kwargs)


class StoryForm(forms.Form):
    data: QueryDict

    title = _text(
        StoryVersion,
        "title",
        label=gettext_lazy("Title"),
        help_text=gettext_lazy(
            "One sentence that says what happened, such as: “Three companies and a laboratory share a test bench”."
        ),
    )
    who_met = _text(
        StoryVersion,
        "who_met",
        is_long=True,
        label=gettext_lazy("Who met?"),
        help_text=gettext_lazy("Which companies, laboratories or schools, and thanks to what: a workshop, a visit…"),
    )
    what_they_did = _text(StoryVersion, "what_they_did", is_long=True, label=gettext_lazy("What did they do?"))
    what_it_changes = _text(
        StoryVersion,
        "what_it_changes",
        is_long=True,
        label=gettext_lazy("What does it change?"),
        help_text=gettext_lazy("For them, for their customers, for the region: a figure helps."),
    )
    partners = _text(StoryVersion, "partners", label=gettext_lazy("Partners"))
    main_domain = forms.ModelChoiceField(
        Domain.objects.none(),
        required=False,
        label=gettext_lazy("Main domain"),
        empty_label=gettext_lazy("Choose a domain"),
        help_text=gettext_lazy("The story counts for this domain."),
    )
    other_domains = forms.ModelMultipleChoiceField(
        Domain.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Other domains"),
        help_text=gettext_lazy("It is found under these as well."),
    )
    image = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, at most 10 MB. Where and when it was taken is removed from the file."
        ),
    )
    removes_picture = forms.BooleanField(required=False, label=gettext_lazy("Remove this picture"))
    alt = _text(
        StoryPicture,
        "alt",
        label=gettext_lazy("What the picture shows"),
        help_text=gettext_lazy("One sentence, for those who do not see it."),
    )
    credit = _text(
        StoryPicture,
        "credit",
        label=gettext_lazy("Credit"),
        help_text=gettext_lazy("Who made it, and who holds the rights to it."),
    )
    has_consent = forms.BooleanField(
        required=False, label=gettext_lazy("The people who can be recognised have agreed to its publication.")
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domains = Domain.objects.filter(region=report.campaign.region_id)
        for name in ("main_domain", "other_domains"):
            self.fields[name].queryset = domains  # type: ignore[attr-defined]

    def clean_image(self) -> CleanPicture | None:
        upload = self.cleaned_data["image"]
        if not upload:
            return None
        try:
            return clean_picture(upload)
        except PictureRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def typed(self, people: Iterable[PersonForm]) -> Typed:
        """What is valid of it, and the marks that came with it."""
        cleaned = self.cleaned_data
        values: dict[str, Value] = {
            name: cleaned[name]
            for name in (*(name for name, each in self.fields.items() if isinstance(each, TextField)), "has_consent")
            if name in cleaned
        }
        if "main_domain" in cleaned:
            values["main_domain"] = str(cleaned["main_domain"].pk) if cleaned["main_domain"] else ""
        if "other_domains" in cleaned:
            values["other_domains"] = sorted(str(domain.pk) for domain in cleaned["other_domains"])
        return Typed(
            values=values,
            marks={name: str(self.data[f"was.{name}"]) for name in self.fields if f"was.{name}" in self.data},
            people=[person.typed() for person in people],
            picture=cleaned.get("image"),
            removes_picture=cleaned["removes_picture"],
        )


class PersonForm(forms.Form):
    """One person named or quoted."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    name = _text(StoryPerson, "name", label=gettext_lazy("Name"))
    function = _text(
        StoryPerson, "function", label=gettext_lazy("Function"), help_text=gettext_lazy("Such as: head of research")
    )
    quote = _text(StoryPerson, "quote", is_long=True, label=gettext_lazy("What they say of it"))
    has_consent = forms.BooleanField(
        required=False, label=gettext_lazy("This person has agreed to be named and quoted in a published story.")
    )
    removes = forms.BooleanField(required=False, label=gettext_lazy("Remove this person from the story"))
    is_kept = False

    def typed(self) -> TypedPerson:
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in NOBODY} if NOBODY.keys() <= cleaned.keys() else None
        return TypedPerson(cleaned["uuid"], values, self.data.get(self.add_prefix("was"), ""), cleaned["removes"])


def people_forms(people: Iterable[StoryPerson]) -> list[PersonForm]:
    """A row for each person that is not erased, and an empty one."""
    kept = [person for person in people if not person.erased_at]
    forms_of = [
        _person_form(index, person.uuid, values_of_person(person), is_kept=True) for index, person in enumerate(kept)
    ]
    return forms_of if len(forms_of) >= MOST_PEOPLE else [*forms_of, _person_form(len(kept), uuid4(), NOBODY)]


def _person_form(index: int, uuid: UUID, values: Mapping[str, Value], *, is_kept: bool = False) -> PersonForm:
    form = PersonForm(prefix=f"person-{index}", initial={**values, "uuid": uuid, "was": mark(values)})
    form.is_kept = is_kept
    return form


def typed_people(data: Mapping[str, str]) -> list[PersonForm]:
    """The rows that came from a page; a row whose identity is spoilt is none."""
    found = [PersonForm(data, prefix=f"person-{n}") for n in range(MOST_PEOPLE + 1) if f"person-{n}-uuid" in data]
    return [form for form in found if form.is_valid() or "uuid" not in form.errors]
