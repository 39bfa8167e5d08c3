"""The rows of a received file, tab by tab, and what somebody says of those in doubt: what every page of files shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterix.lib.exports import About
from clusterix.lib.listing import as_workbook, shown
from monitoring.people.requests import SignedInRequest
from monitoring.uploads import doubts
from monitoring.uploads.doubt_table import DECIDED, DoubtFilter, DoubtsTable
from monitoring.uploads.forms import RowFilter
from monitoring.uploads.importers import Refusal, importer_for
from monitoring.uploads.models import Upload, Verdict
from monitoring.uploads.tables import StagedTable
from monitoring.uploads.wording import Words, rows_called

DOUBTS = "doubts"
KNOWN_ALREADY = gettext_lazy("perhaps known already")


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int


def difference(
    request: SignedInRequest, upload: Upload, *, may_say: bool, route: str, may_choose: bool = False
) -> dict[str, Any]:
    """What tabs.html shows; `route` names where doubts are decided on, `may_choose` what becomes of absent lines."""
    asked = upload.doubts.aggregate(all=Count("pk"), decided=Count("pk", filter=DECIDED))
    tabs = _tabs(upload, asked["all"])
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in {one.key for one in tabs} else next((one.key for one in tabs if one.count), tabs[0].key)
    found: RowFilter | DoubtFilter
    table: StagedTable | DoubtsTable
    if tab == DOUBTS:
        found = DoubtFilter(request.GET, upload.doubts.all())
        address = request.GET.urlencode()
        table = DoubtsTable(found.qs, person=request.user, may_say=may_say, query=address, route=route)
        table.look_up(shown(table, request))
    else:
        found, table = _rows(request, upload, tab, may_choose=may_choose)
        shown(table, request)
    return {
        "tabs": tabs,
        "tab": tab,
        "query": request.GET.get("q", ""),
        "filter": found,
        "table": table,
        "undecided": asked["all"] - asked["decided"] if may_say else 0,
    }


def rows_file(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """The rows of one tab, as filtered, as an Excel file."""
    tab = request.GET.get("tab", "")
    if tab == DOUBTS:
        found = DoubtFilter(request.GET, upload.doubts.all())
        listed = DoubtsTable(found.qs, person=request.user)
        listed.look_up(found.qs)
        return as_workbook(listed, request, About(f"{upload.file_name}, {KNOWN_ALREADY}"))
    if tab not in Verdict.values:
        raise Http404
    _filter, table = _rows(request, upload, tab)
    return as_workbook(table, request, About(f"{upload.file_name}, {Verdict(tab).label}"))


def say_of_doubt(request: SignedInRequest, upload: Upload, pk: int) -> str:
    """Keep what was said of one doubt; gives the address of the tab it was said on, from its query on."""
    doubt = get_object_or_404(upload.doubts, pk=pk)
    query = request.GET.urlencode() or f"tab={DOUBTS}"
    try:
        doubts.say(doubt, request.POST.get("choice", ""), request.user)
    except Refusal as refusal:
        for sentence in refusal.args:
            messages.error(request, _("%(name)s: %(sentence)s") % {"name": doubt.label, "sentence": sentence})
        return f"?{query}"
    # Among undecided ones alone it is not found again.
    return f"?{query}#difference" if request.GET.get("said") else f"?{query}#doubt-{pk}"


def _tabs(upload: Upload, in_doubt: int) -> list[Tab]:
    counts = {verdict: upload.counts.get(verdict, 0) for verdict in Verdict}
    if importer_for(upload).absent_stay and not counts[Verdict.ABSENT]:
        del counts[Verdict.ABSENT]
    tabs = [Tab(str(verdict), rows_called(verdict, count), count) for verdict, count in counts.items()]
    if in_doubt:
        tabs.insert(1, Tab(DOUBTS, str(KNOWN_ALREADY), in_doubt))
    return tabs


def _rows(
    request: SignedInRequest, upload: Upload, verdict: str, *, may_choose: bool = False
) -> tuple[RowFilter, StagedTable]:
    found = RowFilter(request.GET, upload.rows.filter(verdict=verdict))
    words = Words(importer_for(upload).book(upload))
    choose_on = request.GET.urlencode() if may_choose else None
    return found, StagedTable(found.qs, verdict=verdict, words=words, upload=upload, choose_on=choose_on)
