"""A campaign's dates and words, and what is decided about one of its reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.days import format_day
from clusterix.lib.periods import Period, Quarter, Year, parse_period
from monitoring.campaigns.conducting import add_cluster, grant_later_date, tell_moved_dates
from monitoring.campaigns.kinds import kind_of, kinds
from monitoring.campaigns.models import Campaign, Report
from monitoring.campaigns.moves import Refused
from monitoring.clusters.models import Cluster
from monitoring.people.models import Person
from monitoring.people.roles import REVIEWERS
from monitoring.territory.models import Region

DATES = ("opens_on", "due_on", "closes_on")
WORDS = ("review_days", "guidance_fr", "guidance_en")
# Days after the end of the period: opening, due date, closing. A year takes its accounts to be closed.
PROPOSED = {Quarter: (1, 16, 30), Year: (15, 75, 105)}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def proposed_dates(period: Period, today: date) -> dict[str, date]:
    """Dates that follow the period, on working days; for one that ended long ago, counted from today."""
    start = max(period.last_day, today - timedelta(days=1))
    return dict(
        zip(DATES, (_working_day(start + timedelta(days=days)) for days in PROPOSED[type(period)]), strict=True)
    )


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def proposed_period(region: Region | None, kind: str, today: date) -> Period:
    """The quarter or year that ends now or ended last, unless it has a campaign: then the one after."""
    types = kind_of(Campaign(kind=kind)).periods
    current = types[0].containing(today)
    period = current if (current.last_day - today).days <= 15 else current.previous()
    taken = set(Campaign.objects.filter(region=region, kind=kind).values_list("period", flat=True))
    while period in taken:
        period = period.next()
    return period


def period_choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """From the coming quarter and year back to those that may still be asked for."""
    quarter, year = Quarter.containing(today), Year.containing(today)
    quarters, years = [quarter.next(), quarter], [year.next(), year]
    for _back in range(6):
        quarters.append(quarters[-1].previous())
    for _back in range(3):
        years.append(years[-1].previous())
    return [
        (str(_("Quarters")), [(str(period), period.label) for period in quarters]),
        (str(_("Years")), [(str(period), period.label) for period in years]),
    ]


def refuse_disorder(form: forms.BaseForm, cleaned: dict[str, Any], opens_on: date | None) -> None:
    due, closes = cleaned.get("due_on"), cleaned.get("closes_on")
    if opens_on and due and due < opens_on:
        form.add_error("due_on", _("It is due before it opens: give a day on or after the opening."))
    if due and closes and closes < due:
        form.add_error("closes_on", _("It closes before it is due: give a day on or after the due date."))


class NewCampaignForm(forms.ModelForm):
    period = forms.ChoiceField(label=gettext_lazy("Period described"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of report"))

    class Meta:
        model = Campaign
        fields = ("region", "kind", "period", *DATES, *WORDS)
        widgets = {name: DayInput() for name in DATES} | {
            "review_days": forms.TextInput(attrs={"inputmode": "numeric"})
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        fields: dict[str, Any] = self.fields
        regions = fields["region"].queryset = Region.objects.filter(pk__in=person.region_ids(REVIEWERS))
        fields["kind"].choices = [(kind.key, kind.name) for kind in kinds()]
        fields["period"].choices = period_choices(timezone.localdate())
        if len(regions) == 1:
            self.fields["region"].widget = forms.HiddenInput()

    def clean_period(self) -> Period:
        return parse_period(self.cleaned_data["period"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, period = cleaned.get("kind"), cleaned.get("period")
        if kind and period and not isinstance(period, kind_of(Campaign(kind=kind)).periods):
            self.add_error("period", _("This kind of report does not describe such a period."))
        refuse_disorder(self, cleaned, cleaned.get("opens_on"))
        if cleaned.get("closes_on") and cleaned["closes_on"] < timezone.localdate():
            self.add_error("closes_on", _("This day has passed: nobody could send anything."))
        same = Campaign.objects.filter(region=cleaned.get("region"), kind=kind, period=period)
        if period and same.exists():
            self.add_error("period", _("There is a campaign of this kind for this period already."))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Campaign:
        """The campaign with what it asks, filled from what is in force in its period."""
        self.instance.created_by = self.person
        campaign = super().save(commit)
        kind_of(campaign).prepare(campaign)
        return campaign


class CampaignForm(forms.ModelForm):
    """`seen` is what the page showed: a change somebody else made in between is not overwritten unread."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Campaign
        fields = (*DATES, *WORDS)
        widgets = {name: DayInput() for name in DATES} | {
            "review_days": forms.TextInput(attrs={"inputmode": "numeric"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = Campaign.objects.get(pk=self.instance.pk)
        self.initial["seen"] = _as_seen(self.former)
        if self.instance.is_opened:
            del self.fields["opens_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_disorder(self, cleaned, cleaned.get("opens_on", self.former.opens_on))
        for name in ("due_on", "closes_on"):
            is_moved = cleaned.get(name) and cleaned[name] != getattr(self.former, name)
            if is_moved and cleaned[name] < timezone.localdate():
                self.add_error(name, _("This day has passed: move the date to today or later."))
        if cleaned.get("seen") != _as_seen(self.former):
            self.data = dict(self.data.items()) | {"seen": _as_seen(self.former)}
            raise forms.ValidationError(
                _("Somebody else changed this campaign meanwhile: it is now due on %(due)s and closes on %(closes)s. "
                  "Check what you wrote, then save again.")
                % {
                    "due": format_day(self.former.due_on),
                    "closes": format_day(self.former.closes_on),
                }
            )  # fmt: skip
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> int:
        """How many people are told that dates of theirs have moved."""
        changed = [name for name in self.changed_data if name != "seen"]
        if changed:
            self.instance.save(update_fields=changed)
        return tell_moved_dates(self.instance, self.former) if self.instance.is_opened else 0


def _as_seen(campaign: Campaign) -> str:
    values = [str(getattr(campaign, name)) for name in (*DATES, *WORDS)]
    return signing.Signer(salt="campaign").signature("\x00".join(values))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=450,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The cluster and the Region will both read it."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person


class LaterDateForm(ReasonForm):
    until = forms.DateField(label=gettext_lazy("Until"), widget=DayInput())
    field_order = ("until", "reason")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        if until <= self.report.campaign.due_on:
            raise forms.ValidationError(
                _("Every cluster has until %(due)s: give a later day.")
                % {"due": format_day(self.report.campaign.due_on)}
            )
        return until

    def save(self) -> bool:
        try:
            grant_later_date(self.report, self.person, self.cleaned_data["until"], self.cleaned_data["reason"])
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return False
        return True


class AddClusterForm(ReasonForm):
    cluster = forms.ModelChoiceField(label=gettext_lazy("Cluster"), queryset=Cluster.objects.none())
    field_order = ("cluster", "reason")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        fields: dict[str, Any] = self.fields
        fields["cluster"].queryset = addable_clusters(campaign)

    def save(self) -> bool:
        try:
            add_cluster(self.campaign, self.cleaned_data["cluster"], self.person, self.cleaned_data["reason"])
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return False
        return True


def addable_clusters(campaign: Campaign) -> Any:
    """Followed today, and not asked yet."""
    asked = campaign.reports.filter(is_rehearsal=False).values("cluster")
    return Cluster.objects.followed(campaign.region, timezone.localdate()).exclude(pk__in=asked)


class RehearsalForm(forms.Form):
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("As which cluster"),
        queryset=Cluster.objects.none(),
        help_text=gettext_lazy("Its last values and targets are shown, as its manager will see them."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        fields: dict[str, Any] = self.fields
        fields["cluster"].queryset = Cluster.objects.followed(campaign.region, campaign.opens_on)

    def save(self) -> Report:
        """The same cluster, rehearsed again, is the same rehearsal."""
        cluster = self.cleaned_data["cluster"]
        return Report.objects.get_or_create(campaign=self.campaign, cluster=cluster, is_rehearsal=True)[0]
