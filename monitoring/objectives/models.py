"""Objectives: the framework a region asks by, the answers clusters give, the targets agreed with them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterix.lib.translated import Translated
from monitoring.campaigns.models import Campaign, Revision
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.territory.models import Domain, Region


class Framework(models.Model):
    """A version of what a region asks: operational objectives by quarter, strategic ones by year."""

    class Frequency(models.TextChoices):
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    region = models.ForeignKey(Region, models.PROTECT, related_name="frameworks", verbose_name=_("region"))
    code = models.SlugField(_("code"))
    name_en = models.CharField(_("name in English"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    frequency = models.CharField(_("frequency"), max_length=10, choices=Frequency)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"), null=True, blank=True)

    name = Translated("name")

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="framework_code_once_per_region"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="framework_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Topic(models.Model):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="topics", verbose_name=_("framework"))
    code = models.SlugField(_("code"))
    name_en = models.CharField(_("name in English"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    intent_en = models.CharField(_("what it is about, in English"), max_length=300, blank=True)
    intent_fr = models.CharField(_("what it is about, in French"), max_length=300, blank=True)
    question_en = models.CharField(
        _("question, in English"), max_length=150, blank=True, help_text=_("What its figures answer for a reader.")
    )
    question_fr = models.CharField(_("question, in French"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    asks_for_stories = models.BooleanField(_("asks for stories"), default=False)

    name = Translated("name")
    intent = Translated("intent")
    question = Translated("question")

    class Meta:
        ordering = ["position"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="topic_code_once_per_framework")]

    def __str__(self) -> str:
        return str(self.name)


class Indicator(models.Model):
    """A question asked of clusters. A changed meaning is a new indicator that continues the old one."""

    class ValueType(models.TextChoices):
        WHOLE = "whole", _("whole number")
        DECIMAL = "decimal", _("decimal number")
        MONEY = "money", _("amount in euros")
        SHARE = "share", _("share, in per cent")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("choice")
        TEXT = "text", _("text")

    class Aggregation(models.TextChoices):
        SUM = "sum", _("sum of the periods")
        LAST = "last", _("last value known")
        MEAN = "mean", _("mean of the periods")

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="indicators", verbose_name=_("topic"))
    code = models.SlugField(_("code"), unique=True)
    label_en = models.CharField(_("label in English"), max_length=150)
    label_fr = models.CharField(_("label in French"), max_length=150)
    definition_en = models.TextField(_("definition in English"), blank=True)
    definition_fr = models.TextField(_("definition in French"), blank=True)
    how_to_count_en = models.TextField(_("how to count, in English"), blank=True)
    how_to_count_fr = models.TextField(_("how to count, in French"), blank=True)
    example_en = models.TextField(_("example in English"), blank=True)
    example_fr = models.TextField(_("example in French"), blank=True)
    value_type = models.CharField(_("type of value"), max_length=10, choices=ValueType, default=ValueType.WHOLE)
    choices = models.JSONField(
        _("choices"), default=list, blank=True, help_text=_("A list of {code, en, fr}, for the type “choice”.")
    )
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    unit_fr = models.CharField(_("unit in French"), max_length=40, blank=True)
    unit_one_en = models.CharField(_("unit after one, in English"), max_length=40, blank=True)
    unit_one_fr = models.CharField(_("unit after zero or one, in French"), max_length=40, blank=True)
    aggregation = models.CharField(_("over time"), max_length=10, choices=Aggregation, default=Aggregation.SUM)
    is_by_domain = models.BooleanField(_("one value for each domain of the cluster"), default=False)
    domains = models.ManyToManyField(
        Domain,
        blank=True,
        related_name="indicators",
        verbose_name=_("domains"),
        help_text=_("Asked of the clusters of these domains alone; empty: asked of all."),
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("of which: part of"),
        help_text=_("Its value never exceeds that of the indicator it is a part of."),
    )
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name=_("continues")
    )
    is_required = models.BooleanField(_("required"), default=True)
    warn_ratio = models.DecimalField(
        _("worth a look from … times the previous period"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    warn_max = models.DecimalField(_("worth a look above"), max_digits=18, decimal_places=4, null=True, blank=True)
    warn_min = models.DecimalField(_("worth a look below"), max_digits=18, decimal_places=4, null=True, blank=True)
    refuse_max = models.DecimalField(_("refused above"), max_digits=18, decimal_places=4, null=True, blank=True)
    refuse_min = models.DecimalField(
        _("refused below"), max_digits=18, decimal_places=4, null=True, blank=True, default=Decimal(0)
    )
    bounds_en = models.CharField(
        _("sentence beside a value out of bounds, in English"),
        max_length=200,
        blank=True,
        help_text=_("Empty: a sentence that names the bound."),
    )
    bounds_fr = models.CharField(_("sentence beside a value out of bounds, in French"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    label = Translated("label")
    definition = Translated("definition")
    how_to_count = Translated("how_to_count")
    example = Translated("example")
    unit = Translated("unit")
    unit_one = Translated("unit_one")
    bounds = Translated("bounds")

    class Meta:
        ordering = ["topic__position", "position"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="indicator_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(part_of=F("id")), name="indicator_not_part_of_itself"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | ~(
                    Q(definition_en="")
                    | Q(definition_fr="")
                    | Q(how_to_count_en="")
                    | Q(how_to_count_fr="")
                    | Q(example_en="")
                    | Q(example_fr="")
                ),
                name="indicator_published_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def is_number(self) -> bool:
        return self.value_type in {
            self.ValueType.WHOLE,
            self.ValueType.DECIMAL,
            self.ValueType.MONEY,
            self.ValueType.SHARE,
        }

    def publish(self) -> None:
        """Make it available to campaigns; refused without definition, way to count and example in both languages."""
        needed = [f"{part}_{lang}" for part in ("definition", "how_to_count", "example") for lang in ("en", "fr")]
        empty = [name for name in needed if not getattr(self, name).strip()]
        if empty:
            sentence = _("An indicator is published once this is written.")
            raise ValidationError(dict.fromkeys(empty, sentence))
        self.published_at = timezone.now()
        with transaction.atomic():
            self.save(update_fields=["published_at"])
            self._end_former()

    def _end_former(self) -> None:
        """What it continues is asked until the day before."""
        if self.continues_id is None:
            return
        last_day = self.starts_on - timedelta(days=1)
        former = Indicator.objects.filter(pk=self.continues_id, starts_on__lte=last_day)
        former.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)).update(ends_on=last_day)


class Asked(models.Model):
    """A campaign asks an indicator. A row added while it runs reaches every open revision at once."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="asked", verbose_name=_("campaign"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="asked", verbose_name=_("indicator"))
    is_required = models.BooleanField(_("required"), default=True)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["indicator__topic__position", "indicator__position"]
        verbose_name = _("indicator asked")
        verbose_name_plural = _("indicators asked")
        constraints = [models.UniqueConstraint(fields=["campaign", "indicator"], name="asked_once")]

    def __str__(self) -> str:
        return str(self.indicator)


class Answer(models.Model):
    """One value of one revision. Empty, zero, “not available” and “not applicable” are four different things."""

    class Status(models.TextChoices):
        EMPTY = "empty", _("empty")
        VALUE = "value", _("value")
        NOT_AVAILABLE = "not_available", _("not available")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="answers", verbose_name=_("revision"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="answers", verbose_name=_("indicator"))
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("domain")
    )
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.EMPTY)
    number = models.DecimalField(_("number"), max_digits=18, decimal_places=4, null=True, blank=True)
    # Texts, the code of a choice, `yes` or `no`.
    text = models.TextField(_("text"), max_length=4000, blank=True)
    explanation = models.CharField(
        _("explanation"), max_length=300, blank=True, help_text=_("It stands beside the figure wherever it is read.")
    )
    # Saving one value is one update on condition that nobody saved it in between.
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("edited by"))
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "indicator"], condition=Q(domain__isnull=True), name="answer_once"
            ),
            models.UniqueConstraint(
                fields=["revision", "indicator", "domain"],
                condition=Q(domain__isnull=False),
                name="answer_once_per_domain",
            ),
            models.CheckConstraint(
                condition=Q(status="value") & (Q(number__isnull=False) | ~Q(text=""))
                | ~Q(status="value") & Q(number__isnull=True, text=""),
                name="answer_holds_what_its_status_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.number if self.number is not None else self.text}"

    @property
    def key(self) -> str:
        """What remarks and checks name it by, through every revision."""
        return value_key(self.indicator.code, self.domain.code if self.domain else None)


def value_key(indicator: str, domain: str | None = None) -> str:
    return f"indicator:{indicator}:{domain}" if domain else f"indicator:{indicator}"


class TargetQuerySet(models.QuerySet["Target"]):
    def current(self) -> TargetQuerySet:
        return self.filter(replaced_at__isnull=True)


class Target(models.Model):
    """What a cluster aims at over a year, set by an officer with the cluster; a change is a new row with its reason."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="targets", verbose_name=_("cluster"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="targets", verbose_name=_("region"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=4)
    reason = models.CharField(_("reason of the change"), max_length=500, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set"), default=timezone.now)
    agreed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreed by")
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["year"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "region", "indicator", "year"],
                condition=Q(replaced_at__isnull=True),
                name="target_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="target_agreed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}, {self.indicator}, {self.year}"
