"""Keeping what somebody typed when their session had expired, until they sign in again.

Whose it is stands in the form itself: every `{% csrf_token %}` also writes a signed author token (templatetags/author).
A cookie set at sign-in would do as well for one person alone at a computer; on a shared one it would hand what the
first person left in an open tab to the second one who signed in. The token proves that we drew the form for that
person: it signs nobody in, and all it allows is to leave an entry that this person alone can read, send or throw away.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from monitoring.people.models import ParkedPost, Person

TOKEN_FIELD = "author_token"  # noqa: S105
SENT_AGAIN_FIELD = "parked_entry"
FORM_LASTS = timedelta(days=7)
MOST_KEPT = 20

# Sign-in, passwords and second factors are never written down, nor is what the technical administration does.
NEVER_KEPT = ("/accounts/", "/admin/")
NOT_TYPED = {"csrfmiddlewaretoken", TOKEN_FIELD, SENT_AGAIN_FIELD}

_signer = TimestampSigner(salt="author of a form")


def token_for(person: Person) -> str:
    return _signer.sign(str(person.pk))


def author_of(request: HttpRequest) -> Person | None:
    """For whom this form was drawn, less than a week ago; None where nothing proves it."""
    try:
        number = _signer.unsign(request.POST.get(TOKEN_FIELD, ""), max_age=FORM_LASTS)
    except BadSignature:
        return None
    return Person.objects.filter(pk=number, is_active=True).first()


def park(request: HttpRequest) -> ParkedPost | None:
    """Keep what was posted for its author; None where it is not a form of ours, or must not be kept."""
    if request.method != "POST" or request.path.startswith(NEVER_KEPT):
        return None
    author = author_of(request)
    typed = [
        [name, _storable(value)]
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED and "password" not in name
    ]
    if author is None or not (typed or request.FILES):
        return None
    ParkedPost.objects.expired().delete()
    parked = ParkedPost.objects.create(
        author=author, path=request.get_full_path()[:2000], fields=typed, had_files=bool(request.FILES)
    )
    # An open page that saves field by field may post many times: the last ones count.
    kept = list(author.parked_posts.values_list("pk", flat=True)[:MOST_KEPT])
    author.parked_posts.exclude(pk__in=kept).delete()
    return parked


def _storable(value: str) -> str:
    """PostgreSQL keeps no NUL in JSON."""
    return value.replace("\x00", "")
