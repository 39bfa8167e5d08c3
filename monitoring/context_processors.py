"""What the frame of every page needs to know, beside what Django itself provides."""

from django.http import HttpRequest

from monitoring.territory.models import Region


def page(request: HttpRequest) -> dict[str, object]:
    """`is_demonstration`: an invented region is shown; `see_as`: the person through whose eyes one looks, or None."""
    return {
        "is_demonstration": Region.objects.filter(is_demonstration=True).exists,
        "see_as": getattr(request, "see_as", None),
    }
