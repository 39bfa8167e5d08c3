"""What the frame of every page needs to know, beside what Django itself provides."""

from functools import partial

from django.http import HttpRequest

from monitoring.territory.models import Region


def page(request: HttpRequest) -> dict[str, object]:
    """`is_demonstration`: an invented region is shown; `see_as`: the person through whose eyes one looks, or None."""
    return {
        "is_demonstration": partial(_is_demonstration, request),
        "see_as": getattr(request, "see_as", None),
    }


def _is_demonstration(request: HttpRequest) -> bool:
    """Read with the mandates of whoever is signed in; asked for by itself where there are none."""
    mandates = getattr(getattr(request, "user", None), "current_mandates", ())
    if mandates:
        return bool(mandates[0].has_demonstration)
    return Region.objects.filter(is_demonstration=True).exists()
