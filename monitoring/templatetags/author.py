"""`{% csrf_token %}` as everywhere in Django and, beside it, whose form it is (see monitoring/people/parking.py)."""

from django import template
from django.template import RequestContext
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from monitoring.people.models import Person
from monitoring.people.parking import TOKEN_FIELD, token_for

register = template.Library()


@register.simple_tag(takes_context=True, name="csrf_token")
def csrf_token(context: RequestContext) -> SafeString:
    field = mark_safe(CsrfTokenNode().render(context))  # noqa: S308 - Django wrote it
    request = context.get("request")
    person = getattr(request, "user", None)
    if not isinstance(person, Person) or getattr(request, "see_as", None):
        return field
    return format_html('{}<input type="hidden" name="{}" value="{}">', field, TOKEN_FIELD, token_for(person))
