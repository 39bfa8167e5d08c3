"""The page a story is written on: what it shows when it opens, and when something typed could not be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from monitoring.campaigns.models import Report
from monitoring.stories.forms import PersonForm, StoryForm, people_forms
from monitoring.stories.models import StoryPerson, StoryVersion
from monitoring.stories.saving import Outcome, Value, mark, values_of, values_of_person
from monitoring.territory.models import Domain


@dataclass
class WritingPage:
    """`theirs` says, in words and by field, what somebody else saved while this person was writing."""

    form: StoryForm
    people: list[PersonForm]
    marks: dict[str, str]
    theirs: dict[str, str]

    @property
    def is_refused(self) -> bool:
        return bool(self.form.errors) or any(person.errors for person in self.people)


def empty_version(report: Report) -> StoryVersion:
    """A story before its first saving: of the cluster's own domain, where the region has it."""
    own = report.cluster.main_domain
    return StoryVersion(main_domain=own if own.region_id == report.campaign.region_id else None)


def fresh_page(report: Report, version: StoryVersion) -> WritingPage:
    values = values_of(version)
    people = people_forms(version.people.all()) if version.pk else people_forms([])
    return WritingPage(StoryForm(report=report, initial=values), people, _marks(values), {})


def typed_page(form: StoryForm, people: list[PersonForm]) -> WritingPage:
    """Everything as it was typed, for a page that saved nothing."""
    return WritingPage(form, people, {name: form.data.get(f"was.{name}", "") for name in form.fields}, {})


def merged_page(report: Report, form: StoryForm, people: list[PersonForm], outcome: Outcome) -> WritingPage:
    """What was saved as it is now; what was not, as it was typed, with the reason."""
    values = values_of(outcome.version)
    data, wrong = _data(form, values, keep={*form.errors, *outcome.theirs}), dict(form.errors)
    page = WritingPage(StoryForm(data, report=report), [], _marks(values), _in_words(outcome.theirs))
    for name, errors in wrong.items():
        page.marks[name] = form.data.get(f"was.{name}", "")
        if name == "image":
            # Files do not come back with the page: the sentence has to.
            page.form.add_error(name, errors.as_data())
    for name in outcome.theirs:
        page.form.add_error(name, _("Somebody else saved another text meanwhile: both are shown here."))
    if outcome.refused:
        _keep_description(page, form)
    for name, sentence in outcome.refused.items():
        if name not in page.form.errors:
            page.form.add_error(name, sentence)
    page.people = _merged_people(outcome, people)
    return page


def _keep_description(page: WritingPage, form: StoryForm) -> None:
    """The description of a picture that is not there is shown again as it was typed."""
    data = page.form.data.copy()
    for name in ("alt", "credit", "has_consent"):
        data.setlist(name, form.data.getlist(name))
    page.form.data = data


def _data(form: StoryForm, values: dict[str, Value], *, keep: set[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if name in keep:
            data.setlist(name, form.data.getlist(name))
        elif isinstance(value, list):
            data.setlist(name, value)
        elif value:
            data[name] = "on" if value is True else value
    return data


def _marks(values: dict[str, Value]) -> dict[str, str]:
    return {name: mark(value) for name, value in values.items()}


def _in_words(theirs: dict[str, Value]) -> dict[str, str]:
    return {name: _said(name, value) for name, value in theirs.items()}


def _said(name: str, value: Value) -> str:
    if isinstance(value, bool):
        return _("ticked") if value else _("not ticked")
    if name in {"main_domain", "other_domains"}:
        domains = Domain.objects.filter(pk__in=value if isinstance(value, list) else [value or 0])
        return ", ".join(str(domain) for domain in domains) or _("none")
    return str(value) or _("nothing")


def _merged_people(outcome: Outcome, typed: Iterable[PersonForm]) -> list[PersonForm]:
    kept = {person.uuid: person for person in outcome.version.people.all() if not person.erased_at}
    problems: dict[UUID, PersonForm] = {
        form.cleaned_data["uuid"]: form for form in typed if form.errors or form.cleaned_data["uuid"] in outcome.people
    }
    forms = people_forms(kept.values())
    merged = []
    for index, form in enumerate(forms):
        uuid = form.initial["uuid"]
        merged.append(_again(index, problems.pop(uuid), kept.get(uuid), outcome) if uuid in problems else form)
    for index, problem in enumerate(list(problems.values()), start=len(merged)):
        merged.append(_again(index, problem, None, outcome))
    return merged


def _again(index: int, form: PersonForm, current: StoryPerson | None, outcome: Outcome) -> PersonForm:
    """The row as typed, at its new place; saving it once more replaces what somebody else saved, which is shown."""
    uuid = form.cleaned_data["uuid"]
    sentence = outcome.people.get(uuid, "")
    data = {f"person-{index}-{name}": form.data.get(form.add_prefix(name), "") for name in form.fields}
    if sentence:
        data[f"person-{index}-was"] = mark(values_of_person(current))
        # Erased for good: typed again, it is another person.
        data[f"person-{index}-uuid"] = str(uuid if current else uuid4())
    again = PersonForm(data, prefix=f"person-{index}")
    again.is_kept = current is not None
    if sentence:
        again.add_error("name", f"{sentence} {_there(current)}")
    return again


def _there(current: StoryPerson | None) -> str:
    if current is None:
        return ""
    return _("Saved there: %(text)s") % {
        "text": ", ".join(filter(None, [current.name, current.function, current.quote]))
    }
