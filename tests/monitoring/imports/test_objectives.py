"""Figures of past quarters: sealed, accepted reports; later files go on from them; taking back restores what was."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Campaign, Notice, Report, Revision
from monitoring.campaigns.states import State
from monitoring.objectives.models import Answer, Indicator
from monitoring.uploads.importers import Refusal
from tests import builders
from tests.cast import Cast
from tests.monitoring.imports.conftest import Bring

LONG = (
    ("Cluster", "Période", "Indicateur", "Valeur"),
    ("Minalogic", "T1 2018", "joint-actions", 4),
    ("Minalogic", "1er trimestre 2018", "collective-actions", "1 200"),
    ("Minalogic", "2018-Q2", "joint-actions", "n.d."),
    ("Lyonbiopôle", "2018-Q1", "joint-actions", 7),
)

pytestmark = pytest.mark.usefixtures("framework")


def figure(cast: Cast, period: str, code: str = "joint-actions") -> Decimal | None:
    accepted = Revision.objects.accepted().filter(report__cluster=cast.cluster, report__campaign__period=period)
    answer = Answer.objects.filter(revision__in=accepted, indicator__code=code).first()
    return answer.number if answer else None


def test_a_long_list_becomes_accepted_reports_of_closed_campaigns(bring: Bring, cast: Cast) -> None:
    found = bring("objectives", LONG).read()
    assert found.counts == {"new": 4}, found.problems
    assert not Campaign.objects.exists()

    found.apply()
    campaign = Campaign.objects.get(period="2018-Q1")
    assert campaign.is_legacy
    assert campaign.is_opened
    assert campaign.closes_on == Quarter(2018, 1).last_day
    report = Report.objects.get(campaign=campaign, cluster=cast.cluster)
    revision = report.accepted_revision()
    assert revision is not None
    assert (report.state, revision.origin, revision.number) == (State.ACCEPTED, "legacy", 1)
    assert revision.digest
    assert revision.accepted_by == cast.administrator
    assert figure(cast, "2018-Q1") == 4
    assert figure(cast, "2018-Q1", "collective-actions") == 1200
    answer = Answer.objects.get(revision__report__campaign__period="2018-Q2")
    assert answer.status == Answer.Status.NOT_AVAILABLE
    assert not Notice.objects.exists()


def test_a_later_file_supersedes_and_undo_restores(bring: Bring, cast: Cast) -> None:
    first = bring("objectives", LONG).read().apply()
    rows = (LONG[0], ("Minalogic", "2018-Q1", "joint-actions", 5))
    second = bring("objectives", rows).read()
    assert second.counts == {"changed": 1}
    second.apply()
    assert figure(cast, "2018-Q1") == 5
    # What the second file does not say stays.
    assert figure(cast, "2018-Q1", "collective-actions") == 1200

    with pytest.raises(Refusal):
        bring("objectives", (LONG[0], LONG[1])).read().undo()
    first.undo()
    kept = first.upload.changes.exclude(kept_because="")
    assert [change.key for change in kept] == ["minalogic/2018-Q1"]
    assert "version 2" in kept[0].kept_because.lower()

    second.undo()
    assert figure(cast, "2018-Q1") == 4


def test_undo_is_refused_where_every_report_has_a_later_version(bring: Bring, cast: Cast) -> None:
    first = bring("objectives", LONG[:3]).read().apply()
    bring("objectives", (LONG[0], ("Minalogic", "2018-Q1", "joint-actions", 5))).read().apply()
    with pytest.raises(Refusal, match="version 2"):
        first.undo()
    assert figure(cast, "2018-Q1") == 5


def test_a_report_taken_back_is_not_due_and_can_be_filled_again(bring: Bring, cast: Cast) -> None:
    bring("objectives", LONG).read().apply().undo()
    report = Report.objects.get(cluster=cast.cluster, campaign__period="2018-Q1")
    assert report.state == State.NOT_DUE
    assert report.accepted_revision() is None
    bring("objectives", LONG).read().apply()
    report.refresh_from_db()
    assert report.state == State.ACCEPTED
    assert report.accepted_revision().number == 2  # type: ignore[union-attr]


def test_a_report_that_the_cluster_has_in_hand_is_left_to_it(bring: Bring, cast: Cast) -> None:
    asked = list(Indicator.objects.filter(code__in=["joint-actions", "collective-actions"]))
    campaign = builders.make_campaign(region=cast.region, period=Quarter(2018, 1), indicators=asked)
    builders.make_report(campaign=campaign, cluster=cast.cluster, state=State.DRAFT)
    found = bring("objectives", LONG).read()
    assert found.codes == ["report_not_open", "report_not_open"]
    assert found.counts == {"new": 2, "rejected": 2}


def test_a_period_that_is_not_over_is_refused(bring: Bring) -> None:
    found = bring("objectives", (LONG[0], ("Minalogic", "2060-Q1", "joint-actions", 5))).read()
    assert found.codes == ["report_not_open"]


def test_one_column_for_each_indicator(bring: Bring, cast: Cast) -> None:
    rows = (
        ("Bilan 2018", None, None, None),
        ("Pôle", "Trimestre", "joint-actions", "collective-actions"),
        ("Minalogic", "T1 2018", 4, 3),
        ("Lyonbiopôle", "T1 2018", "abc", 2),
    )
    found = bring("objectives", rows).read()
    assert found.upload.options["form"] == "figures-wide"
    assert found.counts == {"new": 1, "rejected": 1}
    assert found.problems[0]["cell"] == "C4"
    found.apply(skip_rejected=True)
    assert figure(cast, "2018-Q1", "collective-actions") == 3


def test_the_whole_file_can_be_about_one_cluster_and_one_period(bring: Bring, cast: Cast) -> None:
    rows = (("Indicateur", "Valeur"), ("joint-actions", 9))
    found = bring("objectives", rows).read(cluster="minalogic", period="2017-Q4")
    assert found.counts == {"new": 1}
    found.apply()
    assert figure(cast, "2017-Q4") == 9


def test_the_same_value_twice_is_rejected(bring: Bring) -> None:
    found = bring("objectives", (*LONG, LONG[1])).read()
    assert found.codes == ["twice"]
