"""What officers do with a story: publish, withdraw, erase."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from monitoring.campaigns.moves import Refused
from monitoring.people.requests import SignedInRequest
from monitoring.stories.forms import TextField
from monitoring.stories.models import StoryPerson, StoryPicture, StoryVersion
from monitoring.stories.publishing import erase_person, erase_picture, may_publish, publish, texts_naming, withdraw
from monitoring.stories.views.reading import story_or_404


class WithdrawalForm(forms.Form):
    reason = TextField(
        most=500,
        is_long=True,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The log and the cluster keep it; do not name the person it is about."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].required = True


def _story_to_act_on(request: SignedInRequest, uuid: UUID) -> StoryVersion:
    version = story_or_404(request, uuid)
    if not may_publish(version.revision.report, request.user):
        raise PermissionDenied
    return version


@require_POST
def story_publish(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    version = _story_to_act_on(request, uuid)
    try:
        publish(version.story, request.user, without_picture="without_picture" in request.POST)
    except Refused as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, _("The story is published: elected officials and clusters of the region read it."))
    return redirect("story-detail", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def story_withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    version = _story_to_act_on(request, uuid)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw(version.story, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The story is withdrawn: only those who read its report see it."))
        return redirect("story-detail", uuid)
    context = {"version": version, "story": version.story, "form": form}
    return render(request, "monitoring/stories/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def story_person_erase(request: SignedInRequest, uuid: UUID, person: UUID) -> HttpResponse:
    version = _story_to_act_on(request, uuid)
    rows = StoryPerson.objects.filter(version__story=version.story, uuid=person)
    if not rows:
        raise Http404
    if request.method == "POST":
        is_withdrawn = erase_person(version.story, person, request.user)
        messages.success(request, _("The data of this person are erased from every revision of the report."))
        if is_withdrawn:
            messages.warning(request, _("The story is withdrawn as well, because its text still names this person."))
        return redirect("story-detail", uuid)
    context = {
        "version": version,
        "story": version.story,
        "person": rows.order_by("-version__revision__number")[0],
        "revisions": len(rows),
        "is_in_text": bool(texts_naming(version.story, {row.name for row in rows})),
    }
    return render(request, "monitoring/stories/erase_person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def story_picture_erase(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    version = _story_to_act_on(request, uuid)
    if request.method == "POST":
        erase_picture(version.story, request.user)
        messages.success(request, _("The picture and its files are erased from every revision of the report."))
        return redirect("story-detail", uuid)
    if not StoryPicture.objects.filter(version__story=version.story).exists():
        raise Http404
    return render(request, "monitoring/stories/erase_picture.html", {"version": version, "story": version.story})
