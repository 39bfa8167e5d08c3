"""How answers add up, over time and over clusters."""

import pytest

from monitoring.clusters.models import Succession
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.series import by_domain
from tests import builders
from tests.monitoring.dashboard.conftest import Q1, Q2, Q3, Q4, Scene, alone, so_far

NOT_AVAILABLE, NOT_APPLICABLE = Answer.Status.NOT_AVAILABLE, Answer.Status.NOT_APPLICABLE
SUM, LAST, MEAN = Indicator.Aggregation.SUM, Indicator.Aggregation.LAST, Indicator.Aggregation.MEAN


@pytest.mark.parametrize(
    ("aggregation", "expected"), [(SUM, [10, 22, 27, None]), (LAST, [10, 12, 5, None]), (MEAN, [10, 11, 9, None])]
)
def test_an_indicator_adds_up_over_the_year_as_it_says(scene: Scene, aggregation: str, expected: list[int]) -> None:
    indicator = scene.indicator(aggregation=aggregation)
    for quarter, value in ((Q1, 10), (Q2, 12), (Q3, 5)):
        scene.accept_all(quarter, indicator, Axelera=value)
    series = scene.series(indicator)
    assert so_far(series) == expected
    assert alone(series) == [10, 12, 5, None]


@pytest.mark.parametrize(("aggregation", "expected"), [(SUM, 30), (LAST, 30), (MEAN, 30)])
def test_numbers_of_clusters_are_added(scene: Scene, aggregation: str, expected: int) -> None:
    indicator = scene.indicator(aggregation=aggregation)
    scene.accept_all(Q1, indicator, Axelera=10, Minalogic=20)
    assert scene.series(indicator).value == expected


def test_shares_of_clusters_are_averaged_and_never_added(scene: Scene) -> None:
    indicator = scene.indicator(value_type=Indicator.ValueType.SHARE, aggregation=LAST)
    scene.accept_all(Q1, indicator, Axelera=40, Minalogic=45, Techtera=50)
    assert scene.series(indicator).value == 45
    scene.accept_all(Q2, indicator, Axelera=40, Minalogic=41, Techtera=41)
    # Rounded once, so that sentence, table and figure say the same.
    assert str(scene.series(indicator).value) == "40.7"


def test_what_is_not_available_is_left_out_and_counted_apart(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=7, Minalogic=NOT_AVAILABLE, Techtera=NOT_APPLICABLE)
    series = scene.series(indicator, Q1)
    assert series.value == 7
    assert len(series.clusters) == 1
    assert series.unavailable == 1


def test_zero_is_a_value_and_nothing_is_none(scene: Scene) -> None:
    indicator, unanswered = scene.indicator(), scene.indicator("unanswered")
    scene.accept_all(Q1, indicator, Axelera=0)
    assert scene.series(indicator).value == 0
    assert scene.series(unanswered).value is None


def test_a_quarter_without_any_accepted_value_is_a_hole_and_not_zero(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=4)
    scene.accept_all(Q3, indicator, Axelera=6)
    assert so_far(scene.series(indicator)) == [4, None, 10, None]


def test_numbers_below_zero_are_added_as_they_are(scene: Scene) -> None:
    indicator = scene.indicator(refuse_min=None)
    scene.accept_all(Q1, indicator, Axelera=-5, Minalogic=2)
    assert scene.series(indicator).value == -3


def test_last_year_stands_beside_quarter_by_quarter(scene: Scene) -> None:
    indicator = scene.indicator()
    for quarter, value in ((Q1.year_before(), 3), (Q2.year_before(), 4), (Q1, 5)):
        scene.accept_all(quarter, indicator, Axelera=value)
    assert [point.so_far for point in scene.series(indicator, Q1).former] == [3, 7, None, None]


# --- Mergers ----------------------------------------------------------------------------------------------------------


def test_a_merged_cluster_counts_once_in_a_last_value(scene: Scene) -> None:
    indicator = scene.indicator(aggregation=LAST)
    scene.accept_all(Q1, indicator, Viameca=100, Cimes=150)
    scene.merge(scene.cluster("Viameca"), scene.cluster("Cimes"))
    scene.accept_all(Q2, indicator, Cimes=260)
    assert so_far(scene.series(indicator, Q2)) == [250, 260]


def test_a_cluster_of_which_a_part_was_taken_over_goes_on_by_itself(scene: Scene) -> None:
    indicator = scene.indicator(aggregation=LAST)
    scene.accept_all(Q1, indicator, Imaginove=100, Minalogic=150)
    scene.merge(scene.cluster("Imaginove"), scene.cluster("Minalogic"), Succession.Kind.PARTIAL)
    scene.accept_all(Q2, indicator, Minalogic=160)
    assert so_far(scene.series(indicator, Q2)) == [250, 260]


def test_what_a_merged_cluster_did_stays_in_the_year(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Viameca=3, Cimes=4)
    scene.merge(scene.cluster("Viameca"), scene.cluster("Cimes"))
    scene.accept_all(Q2, indicator, Cimes=5)
    assert so_far(scene.series(indicator, Q2)) == [7, 12]


def test_mergers_that_go_in_a_circle_do_not_hang(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, A=1, B=2)
    scene.merge(scene.cluster("A"), scene.cluster("B"))
    scene.merge(scene.cluster("B"), scene.cluster("A"))
    assert scene.series(indicator).value == 3


# --- A changed meaning ------------------------------------------------------------------------------------------------


def test_an_indicator_goes_on_from_the_one_it_continues(scene: Scene) -> None:
    old = scene.indicator("old", ends_on=Q2.last_day)
    new = scene.indicator("new", continues=old, starts_on=Q3.first_day)
    scene.accept_all(Q1, old, Axelera=1)
    scene.accept_all(Q2, old, Axelera=2)
    scene.accept_all(Q3, new, Axelera=4)
    series = scene.series(new)
    assert so_far(series) == [1, 3, 7, None]
    assert series.new_from == Q3


def test_who_answered_both_the_old_and_the_new_counts_once(scene: Scene) -> None:
    old = scene.indicator("old")
    new = scene.indicator("new", continues=old)
    scene.accept(scene.cluster("Axelera"), Q1, {old: 5, new: 3})
    assert scene.series(new).value == 3


def test_without_an_older_definition_there_is_no_break(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=5)
    assert scene.series(indicator).new_from is None


# --- Targets ----------------------------------------------------------------------------------------------------------


def test_targets_add_up_when_every_cluster_has_agreed_on_one(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=5, Minalogic=6)
    scene.target(scene.cluster("Axelera"), indicator, 20)
    scene.target(scene.cluster("Minalogic"), indicator, 30)
    aim = scene.series(indicator).aim
    assert aim
    assert aim.value == 50
    assert aim.is_of_all


def test_targets_of_some_are_set_beside_what_those_did(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=5, Minalogic=6)
    scene.target(scene.cluster("Axelera"), indicator, 20)
    aim = scene.series(indicator).aim
    assert aim
    assert aim.value == 20
    assert aim.reached == 5
    assert not aim.is_of_all


def test_a_target_not_agreed_is_nobodys_target_yet(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=5)
    scene.target(scene.cluster("Axelera"), indicator, 20, is_agreed=False)
    assert scene.series(indicator).aim is None


def test_targets_of_a_merged_cluster_go_to_the_one_that_continues_it(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Viameca=3, Cimes=4)
    scene.merge(scene.cluster("Viameca"), scene.cluster("Cimes"))
    scene.target(scene.cluster("Viameca"), indicator, 10)
    scene.target(scene.cluster("Cimes"), indicator, 20)
    aim = scene.series(indicator).aim
    assert aim
    assert aim.value == 30
    assert aim.is_of_all


# --- Domains ----------------------------------------------------------------------------------------------------------


def test_each_cluster_counts_in_its_main_domain_alone(scene: Scene) -> None:
    indicator = scene.indicator()
    minalogic = scene.cluster("Minalogic", "Digital")
    minalogic.other_domains.add(scene.domain("Health"))
    scene.accept_all(Q1, indicator, Minalogic=6, Lyonbiopole=4)
    parts = {str(domain): series.value for domain, series in by_domain(scene.reading(), indicator, Q1)}
    assert parts == {"Digital": 6, "Health": 4}


def test_what_is_answered_domain_by_domain_counts_where_it_was_answered(scene: Scene) -> None:
    indicator = scene.indicator(is_by_domain=True)
    scene.domain("Energy")
    scene.accept(scene.cluster("Minalogic", "Digital"), Q1, {indicator: {"Digital": 3, "Health": 2}})
    parts = {str(domain): series.value for domain, series in by_domain(scene.reading(), indicator, Q1)}
    assert parts == {"Digital": 3, "Health": 2, "Energy": None}
    assert scene.series(indicator).value == 5


def test_a_cluster_of_another_regions_domain_is_counted_and_said_apart(scene: Scene) -> None:
    indicator = scene.indicator()
    elsewhere = builders.make_domain(region=builders.make_region(), code="else")
    shared = builders.make_cluster(region=scene.region, domain=elsewhere)
    scene.accept(shared, Q1, {indicator: 9})
    scene.accept_all(Q1, indicator, Axelera=1)
    parts = {domain and domain.code: series.value for domain, series in by_domain(scene.reading(), indicator, Q1)}
    assert parts == {"health": 1, None: 9}
    assert scene.series(indicator).value == 10


# --- What is read -----------------------------------------------------------------------------------------------------


def test_yes_counts_clusters_at_their_last_word(scene: Scene) -> None:
    indicator = scene.indicator(value_type=Indicator.ValueType.YES_NO)
    scene.accept_all(Q1, indicator, Axelera="yes", Minalogic="yes", Techtera="no")
    scene.accept_all(Q2, indicator, Axelera="no", Minalogic="yes", Techtera="yes")
    assert so_far(scene.series(indicator, Q2)) == [2, 2]


def test_only_the_regions_own_campaigns_are_read(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q4, indicator, Axelera=5)
    other = builders.make_region()
    campaign = builders.make_campaign(region=other, period=Q4)
    builders.make_accepted(
        campaign=campaign,
        cluster=scene.cluster("Axelera"),
        by=scene.author,
        officer=scene.officer,
        values={indicator: 100},
    )
    assert scene.series(indicator).value == 5
