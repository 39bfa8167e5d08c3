"""Reading stories: the list, one story, its picture, and how far each domain has told."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusterix.lib.exports import XLSX_TYPE, About, write_xlsx
from clusterix.lib.pictures import CONTENT_TYPE
from monitoring.people.requests import SignedInRequest
from monitoring.people.roles import REGION_READERS
from monitoring.stories.coverage import coverage, years_of
from monitoring.stories.filters import StoryFilter
from monitoring.stories.models import StoryVersion
from monitoring.stories.models.stories import regions_read_by
from monitoring.stories.publishing import blockers, lacks_of_picture, may_publish
from monitoring.stories.reading import (
    COLUMNS,
    STANDINGS,
    WAITING,
    card_of,
    export_rows,
    listed,
    of_standing,
    picture_url,
    readable_picture,
    reads_unpublished,
    shown_people,
    shown_picture,
    standing_of,
    story_as_read_by,
    to_read_on,
)
from monitoring.territory.models import Region

A_PAGE = 12


@require_safe
def story_list(request: SignedInRequest) -> HttpResponse:
    form = StoryFilter(request.GET, user=request.user)
    page = Paginator(form.found().for_cards(), A_PAGE).get_page(request.GET.get("page"))
    waiting = 0
    if reads_unpublished(request.user):
        waiting = of_standing(listed(request.user), WAITING).count()
    context = {
        "form": form,
        "page": page,
        "cards": [card_of(version) for version in page],
        "waiting": waiting,
        "standing": form.asked_standing if form.is_valid() else "",
        "is_filtered": bool(request.GET),
    }
    return render(request, "monitoring/stories/list.html", context)


@require_safe
def story_export(request: SignedInRequest) -> HttpResponse:
    """The stories of the list, all pages, without any person's name."""
    versions = StoryFilter(request.GET, user=request.user).found().for_reading()
    response = HttpResponse(content_type=XLSX_TYPE)
    name = f"{_('stories')}-{timezone.localdate().isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    write_xlsx(response, export_rows(versions), COLUMNS, About(_("Stories of the clusters")))  # type: ignore[arg-type]
    return response


@require_safe
def story_detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    version = story_or_404(request, uuid)
    picture, report = shown_picture(version), version.revision.report
    acts = may_publish(report, request.user)
    context = {
        "version": version,
        "story": version.story,
        "report": report,
        "picture": picture,
        "picture_url": picture_url(version, picture, "full") if picture else "",
        "people": shown_people(version),
        "standing": standing_of(version),
        "standing_words": STANDINGS[standing_of(version)],
        "may_publish": acts,
        "others": to_read_on(request.user, version),
        "aside": _aside(request, version) if version.is_own else None,
    }
    return render(request, "monitoring/stories/detail.html", context)


def story_or_404(request: SignedInRequest, uuid: UUID) -> StoryVersion:
    version = story_as_read_by(request.user, uuid)
    if version is None:
        raise Http404
    return version


def _aside(request: SignedInRequest, version: StoryVersion) -> dict[str, object]:
    """What only those who read the report see beside the story."""
    is_of_region = bool(request.user.region_ids(REGION_READERS) & {version.revision.report.campaign.region_id})
    return {
        "blockers": blockers(version),
        "lacks": lacks_of_picture(version),
        "events": version.story.events.select_related("actor") if is_of_region else [],
        "named": [person for person in version.people.all() if not person.erased_at],
        "erased": [person for person in version.people.all() if person.erased_at],
        "has_picture": hasattr(version, "picture"),
    }


@require_safe
def story_picture(request: SignedInRequest, uuid: UUID, digest: str, size: str) -> HttpResponseBase:
    """A picture's file, for those who may see it; browsers may keep it for ten minutes, nobody in between."""
    picture = readable_picture(request.user, uuid, digest)
    file = {"full": "image", "small": "thumbnail"}.get(size)
    if picture is None or file is None:
        raise Http404
    etag = f'"{digest}-{size}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            with getattr(picture, file).open() as opened:
                response = HttpResponse(opened.read(), content_type=CONTENT_TYPE)
        except FileNotFoundError as error:
            raise Http404 from error
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def story_coverage(request: SignedInRequest) -> HttpResponse:
    regions = list(Region.objects.filter(pk__in=regions_read_by(request.user)))
    region = next((each for each in regions if each.code == request.GET.get("region")), regions[0] if regions else None)
    if region is None:
        raise Http404
    years = years_of(region) or [timezone.localdate().year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else years[0]
    context = {
        "region": region,
        "regions": regions if len(regions) > 1 else [],
        "years": years,
        "coverage": coverage(region, year),
    }
    return render(request, "monitoring/stories/coverage.html", context)
