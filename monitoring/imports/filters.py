"""Finding an import of past files; every filter stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterix.lib.searching import containing
from monitoring.imports.models import Mapping
from monitoring.imports.targets import targets
from monitoring.uploads.models import Upload


class ImportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("File or person"), method="search")
    purpose = django_filters.ChoiceFilter(label=_("What it holds"), choices=[], empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("Standing"), choices=Upload.State, empty_label=_("All"))

    class Meta:
        model = Upload
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["purpose"].extra["choices"] = [(target.purpose, target.name) for target in targets()]

    def search(self, uploads: QuerySet[Upload], name: str, text: str) -> QuerySet[Upload]:
        return uploads.filter(containing(text, "file_name", "sent_by__first_name", "sent_by__last_name", "digest"))


class MappingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="search")
    target = django_filters.ChoiceFilter(label=_("What it reads"), choices=[], empty_label=_("All"))

    class Meta:
        model = Mapping
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["target"].extra["choices"] = [(target.key, target.name) for target in targets()]

    def search(self, mappings: QuerySet[Mapping], name: str, text: str) -> QuerySet[Mapping]:
        return mappings.filter(containing(text, "name"))
