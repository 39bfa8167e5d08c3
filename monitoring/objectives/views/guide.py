"""The filling guide: every indicator asked today, with how to count it and an example."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monitoring.objectives.catalogue import guide_for
from monitoring.people.requests import SignedInRequest


@require_safe
def guide(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    return render(
        request, "monitoring/objectives/guide.html", {"chapters": guide_for(request.user, text), "text": text}
    )
