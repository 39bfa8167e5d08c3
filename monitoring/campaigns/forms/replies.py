"""The cluster's answer to a remark of the Region."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from monitoring.campaigns import notifications
from monitoring.campaigns.models import Remark, RemarkReply
from monitoring.people.models import Person


class ReplyForm(forms.ModelForm[RemarkReply]):
    body = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = RemarkReply
        fields = ("body",)

    def answer(self, remark: Remark, author: Person) -> RemarkReply:
        """The answer, once however often the button was pressed; who wrote the remark is told."""
        with transaction.atomic():
            Remark.objects.select_for_update().get(pk=remark.pk)
            reply, is_new = RemarkReply.objects.get_or_create(
                remark=remark, author=author, body=self.cleaned_data["body"]
            )
            if is_new:
                notifications.remark_answered(reply)
        return reply
