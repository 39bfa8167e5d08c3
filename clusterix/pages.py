"""What the law wants said to everybody: accessibility, who publishes the site, what it does with personal data."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

# To be moved when the declaration is made anew: after an audit, a redesign, or three years at the latest.
DECLARED_ON = date(2026, 11, 22)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration wanted by article 47 of the law of 11 February 2005, in the order its template gives."""
    context = {"publisher": settings.PUBLISHER, "declared_on": DECLARED_ON}
    return render(request, "clusterix/accessibility.html", context)


@login_not_required
@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    return render(request, "clusterix/legal_notice.html", {"publisher": settings.PUBLISHER})


@login_not_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """The notice of articles 13 and 14 of the GDPR."""
    return render(request, "clusterix/personal_data.html", {"publisher": settings.PUBLISHER})
