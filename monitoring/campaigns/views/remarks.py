"""Remarks of reviewers: private until the report is returned, or accepted with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.campaigns.forms.remarks import RemarkForm
from monitoring.campaigns.kinds import Place, kind_of
from monitoring.campaigns.models import Remark, Report
from monitoring.campaigns.queries.review import Review, review_of
from monitoring.campaigns.views.gates import report_to_review
from monitoring.campaigns.views.review import page_of, part_or_page, written_in
from monitoring.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def remark_write(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A new remark on one value, or on the whole report where no value is named."""
    report = report_to_review(request, uuid)
    review = review_of(report)
    key = request.POST.get("key", request.GET.get("key", ""))
    if review is None or (key and key not in review.by_key and not _place_of(report, review, key)):
        raise Http404
    return _write(request, report, review, RemarkForm.beside(key, data=request.POST or None), key)


def _place_of(report: Report, review: Review, key: str) -> Place | None:
    """Where a value stands that the review only counts among others."""
    return kind_of(report.campaign).places(report, review.revision, [key]).get(key)


@require_http_methods(["GET", "HEAD", "POST"])
def remark_edit(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    """One's own remark, as long as nobody of the cluster has read it."""
    report = report_to_review(request, uuid)
    remark = get_object_or_404(report.remarks.filter(author=request.user, discarded_at__isnull=True), pk=pk)
    review = review_of(report)
    if review is None:
        raise Http404
    form = RemarkForm.beside(remark.key, remark, data=request.POST or None)
    return _write(request, report, review, form, remark.key)


def _write(request: SignedInRequest, report: Report, review: Review, form: RemarkForm, key: str) -> HttpResponse:
    if form.is_valid() and form.save_for(report, request.user, key):
        return part_or_page(request, report, key, has_written=True)
    context = page_of(request, report, review) | written_in(request, report, form, key)
    context |= {"key": key, "line": review.by_key.get(key)}
    context["place"] = _place_of(report, review, key) if key and context["line"] is None else None
    status = 422 if form.is_bound else 200
    if request.headers.get("HX-Request"):
        # A refused text stays in its field, so the part is swapped in all the same.
        return render(request, "monitoring/campaigns/review/_part.html", context | {"is_part": True})
    return render(request, "monitoring/campaigns/review/remark.html", context, status=status)


@require_POST
def remark_delete(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    report = report_to_review(request, uuid)
    remark = get_object_or_404(report.remarks.filter(author=request.user), pk=pk)
    if not Remark.objects.private().filter(pk=remark.pk).delete()[0]:
        messages.error(request, _("This remark was sent and can no longer be deleted. You can settle it."))
    return part_or_page(request, report, remark.key)


@require_POST
def remark_settle(request: SignedInRequest, uuid: UUID, pk: int) -> HttpResponse:
    """What was asked is answered; pressing again opens it anew."""
    report = report_to_review(request, uuid)
    remark = get_object_or_404(report.remarks.sent(), pk=pk)
    settled = report.remarks.sent().filter(pk=remark.pk)
    if request.POST.get("is_settled"):
        settled.filter(settled_at__isnull=True).update(settled_at=timezone.now(), settled_by=request.user)
    else:
        settled.update(settled_at=None, settled_by=None)
    return part_or_page(request, report, remark.key)
