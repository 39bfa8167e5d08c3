"""For probes: is the process alive, and can it do its work? A balancer asks the first, an alarm the second."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult, get_date_max

QUEUE_IS_LATE_AFTER = timedelta(minutes=15)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 when the database does not answer, or when work due for a quarter of an hour waits for a worker."""
    try:
        late = late_tasks()
    except DatabaseError:
        return JsonResponse({"database": "unreachable", "queue": "unknown"}, status=503)
    if late:
        return JsonResponse({"database": "ok", "queue": "late", "late_tasks": late}, status=503)
    return JsonResponse({"database": "ok", "queue": "ok"})


def late_tasks() -> int:
    limit = timezone.now() - QUEUE_IS_LATE_AFTER
    at_once = Q(run_after=get_date_max(), enqueued_at__lte=limit)
    return DBTaskResult.objects.ready().filter(at_once | Q(run_after__lte=limit)).count()
