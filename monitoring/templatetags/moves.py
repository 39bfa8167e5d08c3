"""The buttons that move a report: each carries the version it was drawn on and a key of its own."""

from uuid import uuid4

from django import template
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from monitoring.campaigns.models import Report
from monitoring.campaigns.transitions import TRANSITIONS

register = template.Library()


@register.simple_tag
def move_fields(report: Report, next: str = "") -> SafeString:
    """The hidden fields of a form posted to report-move: `{% move_fields report next=… %}`, by `{% csrf_token %}`."""
    return format_html(
        '<input type="hidden" name="version" value="{}"><input type="hidden" name="key" value="{}">'
        '<input type="hidden" name="next" value="{}">',
        report.version,
        uuid4(),
        next,
    )


@register.inclusion_tag("monitoring/campaigns/moves/button.html", takes_context=True)
def move_button(
    context: RequestContext, report: Report, name: str, classes: str = "btn", label: str = "", next: str = ""
) -> dict[str, object]:
    """A whole form of one button: `{% move_button report "start" classes="btn btn-primary" %}`."""
    return {
        "csrf_token": context.get("csrf_token"),
        "report": report,
        "name": name,
        "classes": classes,
        "label": label or TRANSITIONS[name].label,
        "next": next,
    }
