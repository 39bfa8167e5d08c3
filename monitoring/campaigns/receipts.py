"""What a cluster keeps as proof of what it sent: page, e-mail and PDF say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusterix.lib.days import format_day
from clusterix.lib.pdf import render_pdf
from monitoring.campaigns.kinds import ReviewRow, kind_of
from monitoring.campaigns.models import Revision


@dataclass(frozen=True)
class Receipt:
    """One sealed revision, in words; `facts` are names and values, `rows` its whole content."""

    title: str
    cluster: str
    reference: str
    number: int
    digest: str
    sent_at: datetime
    facts: list[tuple[str, str]]
    rows: list[ReviewRow]

    @property
    def short_rows(self) -> list[ReviewRow]:
        return [row for row in self.rows if not row.is_long]

    @property
    def long_rows(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.is_long]

    @property
    def digest_in_groups(self) -> str:
        """As people compare it by eye, and as a narrow screen can break it."""
        return " ".join(self.digest[start : start + 8] for start in range(0, len(self.digest), 8))

    @property
    def file_name(self) -> str:
        return f"{self.reference.lower()}.pdf"


def receipt_of(revision: Revision) -> Receipt:
    """The receipt of a sealed revision, in the language in use, hours as in the Region."""
    if revision.sealed_at is None:
        raise ValueError("only what was sent has a receipt")
    report, kind = revision.report, kind_of(revision.report.campaign)
    return Receipt(
        title=kind.title(report.campaign.period),
        cluster=report.cluster.name,
        reference=revision.reference,
        number=revision.number,
        digest=revision.digest,
        sent_at=revision.sealed_at,
        facts=facts_of(revision),
        rows=kind.review_rows(revision),
    )


def facts_of(revision: Revision) -> list[tuple[str, str]]:
    """What the receipt proves, label by label: who sent what, when, and by when the Region answers."""
    report, person = revision.report, str(revision.sealed_by)
    if revision.is_in_name_of_cluster:
        person = _("%(person)s, of the Region, in the cluster’s name") % {"person": person}
    review_by = revision.review_by(report.campaign.review_days) or report.due_on
    return [
        (_("Reference"), revision.reference),
        (_("Cluster"), report.cluster.full_name or report.cluster.name),
        (_("Period described"), report.campaign.period.label),
        (_("Sent by"), person),
        (pgettext("a receipt", "Sent on"), _in_paris(revision.sealed_at)),
        (_("Due date"), timeliness(revision)),
        (_("Answer of the Region"), _("by %(day)s") % {"day": format_day(review_by)}),
    ]


def timeliness(revision: Revision) -> str:
    """Whether what was sent first came on time; a correction is neither on time nor late."""
    report = revision.report
    day = format_day(report.due_on)
    if revision.number > 1:
        return _("%(day)s; this is correction %(number)s") % {"day": day, "number": revision.number}
    if revision.is_on_time(report.due_on):
        return _("%(day)s: sent on time") % {"day": day}
    return _("%(day)s: sent late") % {"day": day}


def _in_paris(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    # Translators: a moment on a receipt, in the letters of Django's date filter; the time zone follows.
    return _("%(moment)s (time in Paris)") % {"moment": date_format(local, _("j F Y, H:i:s"))}


def receipt_pdf(receipt: Receipt) -> bytes:
    """The same receipt, to keep or to print: dated the day of sending, so that it is the same file each time."""
    data = {
        "title": _("Receipt"),
        "report": receipt.title,
        "cluster": receipt.cluster,
        "facts": receipt.facts,
        "caption": _("What was sent"),
        "columns": [
            {"label": _("Question"), "numeric": False},
            {"label": _("Answer"), "numeric": False},
        ],
        "rows": [[row.label, row.value] for row in receipt.short_rows],
        "notes_heading": _("Explanations"),
        "notes": [[row.label, row.explanation] for row in receipt.rows if row.explanation],
        "texts": [[row.label, row.value] for row in receipt.long_rows],
        "digest_heading": _("Digest of the content (SHA-256)"),
        "digest": receipt.digest_in_groups,
        "digest_text": _("The content kept in Clusterix has this digest: any change to it would change the digest."),
        "source": _("Clusterix, receipt %(reference)s") % {"reference": receipt.reference},
    }
    return render_pdf("monitoring/campaigns/reports/receipt.typ", data, made_at=receipt.sent_at)
