"""Designing what is asked: frameworks, topics and indicators."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.numbers import NumberRefused, number_for_input, parse_number
from monitoring.objectives.catalogue import is_used
from monitoring.objectives.models import Framework, Indicator, Topic
from monitoring.people.forms.mandates import DayField
from monitoring.territory.models import Domain

# What an answered indicator means: none of it changes any more.
SETTLED = (
    "topic",
    "code",
    "label_en",
    "label_fr",
    "definition_en",
    "definition_fr",
    "how_to_count_en",
    "how_to_count_fr",
    "value_type",
    "choices",
    "unit_en",
    "unit_fr",
    "unit_one_en",
    "unit_one_fr",
    "aggregation",
    "is_by_domain",
    "domains",
    "part_of",
    "starts_on",
)
EXPLAINED = tuple(f"{part}_{lang}" for part in ("definition", "how_to_count", "example") for lang in ("en", "fr"))
BOUNDS = ("warn_ratio", "warn_min", "warn_max", "refuse_min", "refuse_max")
POSITION = forms.TextInput(attrs={"inputmode": "numeric"})
SHORT_TEXT = forms.Textarea(attrs={"rows": 3})


class FrameworkForm(forms.ModelForm[Framework]):
    starts_on = DayField(label=gettext_lazy("In force from"))
    ends_on = DayField(label=gettext_lazy("In force until"), required=False)

    class Meta:
        model = Framework
        fields = ("name_fr", "name_en", "code", "frequency", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("A short name without spaces: addresses and files carry it.")
        if self.instance.pk and Indicator.objects.filter(topic__framework=self.instance, asked__isnull=False).exists():
            self.fields["frequency"].disabled = True
            self.fields["frequency"].help_text = _("Campaigns ask by it: it no longer changes.")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        others = Framework.objects.filter(region=self.instance.region_id, code=code).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another framework of the region has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        return _in_order(self)


class TopicForm(forms.ModelForm[Topic]):
    class Meta:
        model = Topic
        fields = (
            "name_fr",
            "name_en",
            "code",
            "position",
            "intent_fr",
            "intent_en",
            "question_fr",
            "question_en",
            "asks_for_stories",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {"position": POSITION}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in {"stories", "new"}:
            raise ValidationError(_("“%(code)s” already names a page: choose another code.") % {"code": code})
        others = Topic.objects.filter(framework=self.instance.framework_id, code=code).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another topic of this framework has this code."))
        return code


class ChoicesField(forms.CharField):
    """One answer a line: code | French | English."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{choice['code']} | {choice.get('fr', '')} | {choice.get('en', '')}" for choice in value)
        return value

    def to_python(self, value: Any) -> Any:
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        choices = [self._choice(line) for line in lines]
        codes = [choice["code"] for choice in choices]
        if len(set(codes)) < len(codes):
            raise ValidationError(_("Each answer has a code of its own."))
        return choices

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)

    def run_validators(self, value: Any) -> None:
        """What it holds is a list, of which each line was read."""

    def _choice(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts) or slugify(parts[0]) != parts[0]:
            raise ValidationError(
                _("“%(line)s” is not understood: write code | French | English, the code in small letters.")
                % {"line": line[:60]}
            )
        return {"code": parts[0], "fr": parts[1], "en": parts[2]}


class NumberField(forms.DecimalField):
    """A number as people write it, in French or in English: browsers' own fields take neither spaces nor commas."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        return number_for_input(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        try:
            return parse_number(str(value), unit="")
        except NumberRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


class IndicatorForm(forms.ModelForm[Indicator]):
    choices = ChoicesField(
        label=gettext_lazy("Answers offered"),
        required=False,
        help_text=gettext_lazy("For a choice alone. One answer a line: code | French | English."),
    )
    starts_on = DayField(label=gettext_lazy("In force from"))
    ends_on = DayField(label=gettext_lazy("In force until"), required=False)

    class Meta:
        model = Indicator
        fields = (
            "topic",
            "code",
            "label_fr",
            "label_en",
            "definition_fr",
            "definition_en",
            "how_to_count_fr",
            "how_to_count_en",
            "example_fr",
            "example_en",
            "value_type",
            "choices",
            "unit_fr",
            "unit_one_fr",
            "unit_en",
            "unit_one_en",
            "aggregation",
            "is_by_domain",
            "domains",
            "part_of",
            "is_required",
            "warn_ratio",
            "warn_min",
            "warn_max",
            "refuse_min",
            "refuse_max",
            "bounds_fr",
            "bounds_en",
            "position",
            "starts_on",
            "ends_on",
        )
        widgets: ClassVar[dict[str, forms.Widget | type[forms.Widget]]] = {
            **dict.fromkeys(EXPLAINED, SHORT_TEXT),
            "domains": forms.CheckboxSelectMultiple,
            "position": POSITION,
        }
        field_classes: ClassVar[dict[str, type[forms.Field]]] = dict.fromkeys(BOUNDS, NumberField)

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        self.is_settled = bool(self.instance.pk) and is_used(self.instance)
        self._choose_within(framework)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Leave empty to have it made from the English label. It never changes.")
        for name in SETTLED if self.is_settled else ():
            self.fields[name].disabled = True

    def _choose_within(self, framework: Framework) -> None:
        topic, domains, part_of = self.fields["topic"], self.fields["domains"], self.fields["part_of"]
        topic.queryset = Topic.objects.filter(framework=framework)  # type: ignore[attr-defined]
        domains.queryset = Domain.objects.filter(region=framework.region_id)  # type: ignore[attr-defined]
        wholes = Indicator.objects.filter(topic__framework=framework, part_of__isnull=True)
        part_of.queryset = wholes.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"] or slugify(self.data.get("label_en", ""))[:50]
        if not code:
            raise ValidationError(_("Write a code: small letters, digits and hyphens."))
        if Indicator.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another indicator has the code “%(code)s”: write one.") % {"code": code})
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = _in_order(self)
        is_choice = cleaned.get("value_type") == Indicator.ValueType.CHOICE
        if is_choice and not cleaned.get("choices") and "choices" not in self.errors:
            self.add_error("choices", _("Write the answers offered, one a line."))
        whole = cleaned.get("part_of")
        if whole and cleaned.get("is_by_domain") != whole.is_by_domain:
            self.add_error("part_of", _("Both are given by domain, or neither."))
        low, high = cleaned.get("refuse_min"), cleaned.get("refuse_max")
        if low is not None and high is not None and high < low:
            self.add_error("refuse_max", _("The highest value accepted is below the lowest one."))
        self._stay_explained(cleaned)
        return cleaned

    def _stay_explained(self, cleaned: dict[str, Any]) -> None:
        if self.instance.published_at is None:
            return
        for name in EXPLAINED:
            if name not in self.errors and not (cleaned.get(name) or "").strip():
                self.add_error(name, _("It is published: this stays written."))


def _in_order(form: forms.ModelForm[Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = form.cleaned_data
    starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        form.add_error("ends_on", _("The last day comes before the first one."))
    return cleaned


class EndForm(forms.ModelForm[Indicator]):
    """The last day on which campaigns ask it; what was answered stays."""

    ends_on = DayField(
        label=gettext_lazy("Last day in force"),
        help_text=gettext_lazy("Campaigns on periods that begin later no longer ask it. What was answered stays."),
    )

    class Meta:
        model = Indicator
        fields = ("ends_on",)

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.instance.starts_on:
            raise ValidationError(_("The last day comes before the first one."))
        return ends_on


class ContinueForm(forms.Form):
    """A changed meaning is a new indicator: a draft that continues the old one from a day on."""

    starts_on = DayField(
        label=gettext_lazy("First day of the new indicator"),
        help_text=gettext_lazy("Once it is published, the day before is the last one of the present indicator."),
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator

    def clean_starts_on(self) -> Any:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on - timedelta(days=1) < self.indicator.starts_on:
            raise ValidationError(_("The new indicator comes after the present one."))
        return starts_on

    @transaction.atomic
    def save(self) -> Indicator:
        domains = list(self.indicator.domains.all())
        new = Indicator.objects.get(pk=self.indicator.pk)
        new.pk, new._state.adding = None, True
        new.code = _free_code(self.indicator.code)
        new.starts_on, new.ends_on = self.cleaned_data["starts_on"], None
        new.published_at, new.continues = None, self.indicator
        new.save()
        new.domains.set(domains)
        return new


def _free_code(code: str) -> str:
    """`prospecting` is continued by `prospecting-2`, then `prospecting-3`."""
    stem, _dash, end = code.rpartition("-")
    stem, number = (stem, int(end)) if stem and end.isdecimal() else (code, 1)
    taken = set(Indicator.objects.filter(code__startswith=stem[:44]).values_list("code", flat=True))
    return next(free for n in count(number + 1) if (free := f"{stem[:44]}-{n}") not in taken)
