"""The stories of a report in its workbook: one row a story, without its pictures and without anybody's data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.workbooks.checking.typed import as_typed
from clusterix.lib.workbooks.specification.sheets import Choice, Field, FieldType, Problem, Sheet, Values
from monitoring.campaigns.answers import Thread
from monitoring.campaigns.models import Report, Revision
from monitoring.stories.forms import StoryForm, TextField
from monitoring.stories.models import StoryVersion
from monitoring.stories.queries import stories_of, story_key
from monitoring.stories.saving import TEXTS, Value, mark
from monitoring.territory.models import Domain

STORIES = "stories"
# Empty rows for new stories, each with the key its story will have: sent twice, it is told once.
SPARE = 6
MARK = 8
SEPARATOR = " ; "
ONE_LINE = frozenset({"title", "partners"})
FIELDS = (*TEXTS, "main_domain", "other_domains")

Told = dict[str, Any]
"""What a row tells: the texts, the code of the main domain, the codes of the others."""


def sheet_of(report: Report, remarks: tuple[Field, ...]) -> Sheet:
    """The parts of a story as its form in the browser names them; `remarks`: the columns of the Region's remarks."""
    columns = (*(_text(name) for name in TEXTS), *_domains(report), *remarks)
    key = Field("key", gettext_lazy("Line"), FieldType.IDENTIFIER, is_hidden=True)
    was = Field("was", gettext_lazy("State"), is_hidden=True)
    fields = (*columns, key, was)
    return Sheet(STORIES, gettext_lazy("Stories"), fields, key_field="key", has_blank_rows=True, note_field="remark")


def _text(name: str) -> Field:
    form = StoryForm.base_fields[name]
    kind, width = (FieldType.TEXT, 32) if name in ONE_LINE else (FieldType.LONG_TEXT, 50)
    label, help_text = form.label or "", form.help_text or ""
    cell = Field(name, label, kind, most=form.most if isinstance(form, TextField) else None)
    return Field(name, label, FieldType.RAW, help=help_text, width=width, in_row=lambda _values: cell)


def _domains(report: Report) -> tuple[Field, Field]:
    labels = {name: StoryForm.base_fields[name].label or "" for name in ("main_domain", "other_domains")}
    choices = tuple(
        Choice(domain.code, str(domain.name), (domain.name_fr, domain.name_en)) for domain in domains_of(report)
    )
    return (
        Field(
            "main_domain",
            labels["main_domain"],
            FieldType.CHOICE,
            help=gettext_lazy("The story counts for this domain. Left empty in a new story: your cluster's own."),
            choices=choices,
            width=30,
        ),
        Field(
            "other_domains",
            labels["other_domains"],
            FieldType.RAW,
            help=gettext_lazy("It is found under these as well: their names, with a semicolon between two."),
            width=30,
        ),
    )


def domains_of(report: Report) -> list[Domain]:
    return list(Domain.objects.filter(region=report.campaign.region_id))


def rows_of(report: Report, revision: Revision | None, threads: Mapping[str, Thread]) -> Iterator[Values]:
    """A row for each story there is, and spare ones; `was` remembers what each cell held and which remarks it shows."""
    names = {domain.code: str(domain.name) for domain in domains_of(report)}
    for version in stories_of(revision):
        told, thread = told_by(version), threads.get(story_key(version), Thread())
        yield {
            **told,
            "main_domain": told["main_domain"] or None,
            "other_domains": SEPARATOR.join(names.get(code, code) for code in told["other_domains"]),
            "remark": thread.words,
            "key": story_key(version),
            "was": f"{marks_of(told)} {','.join(map(str, thread.remarks))}".strip(),
        }
    for _spare in range(SPARE):
        yield {"key": f"story:{uuid4()}"}


def told_by(version: StoryVersion) -> Told:
    main = version.main_domain
    others = sorted(domain.code for domain in version.other_domains.all()) if version.pk else []
    texts = {name: getattr(version, name) for name in TEXTS}
    return texts | {"main_domain": main.code if main else "", "other_domains": others}


def marks_of(told: Told) -> str:
    """What a file knows by, without holding it twice, each thing it was made with."""
    return ".".join(mark(told[name])[:MARK] for name in FIELDS)


class Reader:
    """Reads what rows tell, by the form of the browser; one for a whole file."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.domains = domains_of(report)
        self.codes = {
            _plain(words): domain.code
            for domain in self.domains
            for words in (domain.code, domain.name_fr, domain.name_en)
        }

    def read(self, row: Mapping[str, Any]) -> tuple[Told, list[Problem]]:
        """What the row's cells say, where the file has them, and the form's sentences about what is refused."""
        typed = {name: as_typed(row[name]) for name in (*TEXTS, "other_domains") if name in row}
        data = QueryDict(mutable=True)
        data.update({name: _joined(name, text) for name, text in typed.items()})
        form = StoryForm(data, report=self.report)
        # Domains are read from their names here: the page sends what its list holds.
        for name in ("main_domain", "other_domains"):
            del form.fields[name]
        form.is_valid()
        told: Told = {name: form.cleaned_data[name] for name in TEXTS if name in typed and name in form.cleaned_data}
        problems = [Problem("refused", " ".join(map(str, errors)), name) for name, errors in form.errors.items()]
        if "main_domain" in row:
            told["main_domain"] = row["main_domain"] or ""
        if "other_domains" in typed:
            told["other_domains"], unknown = self._codes(typed["other_domains"])
            problems += unknown
        return told, problems

    def _codes(self, typed: str) -> tuple[list[str], list[Problem]]:
        names = [name for name in (part.strip() for part in re.split("[;\n]", typed)) if name]
        unknown = [name for name in names if _plain(name) not in self.codes]
        sentence = _("“%(name)s” is none of the domains. Write: %(names)s.")
        offered = SEPARATOR.join(str(domain.name) for domain in self.domains)
        problems = [
            Problem("not_a_choice", sentence % {"name": name, "names": offered}, "other_domains") for name in unknown
        ]
        return sorted({self.codes[_plain(name)] for name in names if name not in unknown}), problems

    def values_of(self, told: Told) -> dict[str, Value]:
        """As the saving of stories takes them."""
        keys = {domain.code: str(domain.pk) for domain in self.domains}
        values: dict[str, Value] = {name: told[name] for name in TEXTS}
        values["main_domain"] = keys.get(told["main_domain"], "")
        values["other_domains"] = sorted(keys[code] for code in told["other_domains"] if code in keys)
        return values


def _joined(name: str, text: str) -> str:
    return " ".join(text.split()) if name in ONE_LINE else text


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def uuid_of(key: str) -> UUID | None:
    """The story a key names; None for a key that names none."""
    kind, _colon, text = key.partition(":")
    try:
        return UUID(text) if kind == "story" else None
    except ValueError:
        return None
