"""Writing a story inside a report: the same page with and without JavaScript."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clusterix.lib.days import format_hour
from monitoring.campaigns.filling import lock_for_filling, may_fill
from monitoring.campaigns.kinds import kind_of
from monitoring.campaigns.models import Report, Revision
from monitoring.campaigns.moves import Forbidden, Refused
from monitoring.people.requests import SignedInRequest
from monitoring.stories.forms import PersonForm, StoryForm, typed_people
from monitoring.stories.models import Story, StoryVersion
from monitoring.stories.pages import WritingPage, empty_version, fresh_page, merged_page, typed_page
from monitoring.stories.publishing import not_yet_publishable
from monitoring.stories.queries import SECTION
from monitoring.stories.saving import Outcome, Typed, begin, mark, picture_of, take_out, values_of_person, write

CONFLICT = 409


def report_or_404(request: SignedInRequest, uuid: UUID) -> Report:
    """A report this person may see, of a kind that tells stories."""
    reports = Report.objects.for_user(request.user).select_related("campaign", "cluster__main_domain")
    report = get_object_or_404(reports, uuid=uuid)
    sections = kind_of(report.campaign).sections(report, report.current_revision())
    if SECTION not in {section.key for section in sections}:
        raise Http404
    return report


def section_url(report: Report) -> str:
    return reverse("report-section", args=[report.uuid, SECTION])


@require_http_methods(["GET", "HEAD", "POST"])
def story_new(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    if request.method == "POST":
        return _save(request, report, _key(request), empty_version(report))
    if not may_fill(report, request.user):
        messages.error(request, _("No story can be written in this report now."))
        return redirect(section_url(report))
    version = empty_version(report)
    return _page(request, report, version, fresh_page(report, version), key=uuid4())


@require_http_methods(["GET", "HEAD", "POST"])
def story_edit(request: SignedInRequest, uuid: UUID, story: UUID) -> HttpResponse:
    report = report_or_404(request, uuid)
    version = _version_or_404(report, story)
    if request.method == "POST":
        return _save(request, report, story, version)
    if not may_fill(report, request.user):
        return redirect("story-detail", story)
    return _page(request, report, version, fresh_page(report, version), key=story)


@require_http_methods(["GET", "HEAD", "POST"])
def story_delete(request: SignedInRequest, uuid: UUID, story: UUID) -> HttpResponse:
    """Takes the story out of the open revision; what was sent before keeps it."""
    report = report_or_404(request, uuid)
    version = _version_or_404(report, story)
    context = {"report": report, "version": version, "refusal": ""}
    if request.method == "POST":
        try:
            _delete(report, version, request)
        except Forbidden as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            version = _version_or_404(report, story)
            context |= {"version": version, "refusal": str(refusal)}
            return render(request, "monitoring/stories/delete.html", context, status=CONFLICT)
        messages.success(request, _("The story “%(title)s” is deleted from this report.") % {"title": version})
        return redirect(section_url(report))
    if not may_fill(report, request.user):
        raise PermissionDenied
    return render(request, "monitoring/stories/delete.html", context)


def _delete(report: Report, version: StoryVersion, request: SignedInRequest) -> None:
    with transaction.atomic():
        revision = lock_for_filling(report, request.user)
        seen = request.POST.get("version", "")
        current = StoryVersion.objects.filter(revision=revision, story=version.story).first()
        if current is None:
            return
        if str(current.version) != seen:
            raise Refused(_("Somebody changed this story since you opened this page. Read it again first."))
        take_out(current)


def _version_or_404(report: Report, story: UUID) -> StoryVersion:
    versions = StoryVersion.objects.filter(revision=report.current_revision(), story__uuid=story)
    return get_object_or_404(versions.select_related("story", "main_domain", "edited_by"))


def _key(request: SignedInRequest) -> UUID:
    """Given with the page, so that the same first saving arriving twice makes one story."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _save(request: SignedInRequest, report: Report, key: UUID, version: StoryVersion) -> HttpResponse:
    form = StoryForm(request.POST, request.FILES, report=report)
    form.is_valid()
    people = typed_people(request.POST)
    typed = form.typed(people)
    if not version.pk and not _says_anything(typed, form):
        return _nothing_written(request, report, version, key)
    try:
        with transaction.atomic():
            revision = lock_for_filling(report, request.user)
            outcome = write(revision, _story(report, revision, key, version, request), typed, request.user)
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        return _refused(request, report, version, typed_page(form, people), key, refusal)
    is_whole = outcome.is_whole and not form.errors and not any(person.errors for person in people)
    if is_json(request):
        return JsonResponse(_told(report, form, people, outcome, is_whole=is_whole))
    if not is_whole:
        page = merged_page(report, form, people, outcome)
        return _page(request, report, outcome.version, page, key=key, is_partly_saved=outcome.is_changed)
    messages.success(request, saved_at())
    return redirect(_after(request.POST.get("then", ""), report, key))


def _story(report: Report, revision: Revision, key: UUID, version: StoryVersion, request: SignedInRequest) -> Story:
    if version.pk:
        return version.story
    story = begin(report, revision, key, request.user, version.main_domain)
    if story is None:
        raise Http404
    return story


def _says_anything(typed: Typed, form: StoryForm) -> bool:
    written = any(value for name, value in typed.values.items() if name not in {"main_domain", "other_domains"})
    named = any(person.values is None or any(person.values.values()) for person in typed.people)
    return bool(written or named or typed.picture or form.errors)


def _nothing_written(request: SignedInRequest, report: Report, version: StoryVersion, key: UUID) -> HttpResponse:
    if is_json(request):
        return JsonResponse({"saved": "", "is_whole": True, "marks": {}})
    if request.POST.get("then") == "later":
        messages.info(request, _("Nothing was written, so no story was added."))
        return redirect(section_url(report))
    page = fresh_page(report, version)
    return _page(request, report, version, page, key=key, notice=_("Nothing is written yet: a title is enough."))


def _refused(
    request: SignedInRequest, report: Report, version: StoryVersion, page: WritingPage, key: UUID, refusal: Refused
) -> HttpResponse:
    if is_json(request):
        return JsonResponse({"refusal": str(refusal)}, status=CONFLICT)
    return _page(request, report, version, page, key=key, refusal=str(refusal), status=CONFLICT)


def is_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _told(
    report: Report, form: StoryForm, people: list[PersonForm], outcome: Outcome, *, is_whole: bool
) -> dict[str, object]:
    """What the page's script shows of a saving: when, where the story now is, and what was not kept."""
    page = merged_page(report, form, people, outcome)
    unsaved = {*page.form.errors}
    return {
        "saved": saved_at(),
        "is_whole": is_whole,
        "address": reverse("story-edit", args=[report.uuid, outcome.version.story.uuid]),
        # A field in conflict keeps its old mark: both texts are shown when the page is sent.
        "marks": {name: value for name, value in page.marks.items() if name not in unsaved},
        "people": _marks_of_people(people, outcome),
        "errors": _errors(page.form)
        | {
            name: _("Somebody else saved another text here meanwhile: press Save to see both.")
            for name in outcome.theirs
        }
        | {f"{row.prefix}-{name}": sentence for row in people for name, sentence in _errors(row).items()}
        | {f"{row.prefix}-name": outcome.people[uuid] for row in people if (uuid := _uuid(row)) in outcome.people},
    }


def _errors(form: StoryForm | PersonForm) -> dict[str, str]:
    return {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()}


def _uuid(form: PersonForm) -> UUID:
    uuid: UUID = form.cleaned_data["uuid"]
    return uuid


def _marks_of_people(people: list[PersonForm], outcome: Outcome) -> dict[str, str]:
    kept = {person.uuid: person for person in outcome.version.people.all()}
    uuids = [form.cleaned_data["uuid"] for form in people if not form.errors]
    return {str(uuid): mark(values_of_person(kept.get(uuid))) for uuid in uuids if uuid not in outcome.people}


def _page(
    request: SignedInRequest,
    report: Report,
    version: StoryVersion,
    page: WritingPage,
    *,
    key: UUID,
    status: int = 200,
    **said: object,
) -> HttpResponse:
    """`said`: `refusal` (nothing was saved), `notice`, `is_partly_saved`."""
    context = {"refusal": "", "notice": "", "is_partly_saved": False} | said
    context |= {
        "report": report,
        "title": kind_of(report.campaign).title(report.campaign.period),
        "version": version,
        "key": key,
        "page": page,
        "form": page.form,
        "picture": picture_of(version),
        "erased": version.people.filter(erased_at__isnull=False) if version.pk else [],
        "waits_for": not_yet_publishable(version) if version.pk else [],
        "remarks": report.remarks.sent().filter(key=f"story:{key}", settled_at__isnull=True),
        "section_url": section_url(report),
    }
    return render(request, "monitoring/stories/write.html", context, status=status)


def saved_at() -> str:
    return _("Saved at %(time)s") % {"time": format_hour(timezone.now())}


def _after(then: str, report: Report, key: UUID) -> str:
    return section_url(report) if then == "later" else reverse("story-edit", args=[report.uuid, key])
