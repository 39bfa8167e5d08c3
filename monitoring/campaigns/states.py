"""The states of a report. Each name says who acts next."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    TO_DO = "to_do", _("To do")
    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("Sent, being reviewed")
    RETURNED = "returned", _("Returned to the cluster")
    ACCEPTED = "accepted", _("Accepted")
    REOPENED = "reopened", _("Reopened by the Region")
    NOT_DUE = "not_due", _("Not due")


# The cluster holds the pen.
WITH_CLUSTER = frozenset({State.TO_DO, State.DRAFT, State.RETURNED, State.REOPENED})
# A revision is open and can be written.
WRITABLE = frozenset({State.DRAFT, State.RETURNED, State.REOPENED})
# Never sent so far: the campaign's closing day applies.
FIRST_FILING = frozenset({State.TO_DO, State.DRAFT})
