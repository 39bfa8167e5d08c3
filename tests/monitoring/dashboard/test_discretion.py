"""What the people of a cluster may read of the others: nothing that gives one of them away, not even by subtraction."""

from itertools import combinations

import pytest

from clusterix.lib.columns import numbers_of
from monitoring.objectives.discretion import discreet_parts
from monitoring.objectives.series import by_domain
from tests.monitoring.dashboard.conftest import Q1, Q2, Scene

WITHHELD = "This total is withheld: fewer than three other clusters stand behind it."


def own(scene: Scene, name: str = "Mine") -> frozenset[int]:
    return frozenset({scene.cluster(name).pk})


@pytest.mark.parametrize(("others", "is_shown"), [(0, False), (1, False), (2, False), (3, True)])
def test_a_total_takes_three_other_clusters(scene: Scene, others: int, is_shown: bool) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Mine=1, **{f"Other{number}": 10 for number in range(others)})
    panel = scene.panel(Q1, own=own(scene))
    assert (panel.sentence != WITHHELD) is is_shown
    if not is_shown:
        assert panel.figure is None
        assert panel.table.rows == ()
        assert panel.number == ""


def test_who_reads_the_whole_region_reads_any_total(scene: Scene) -> None:
    scene.accept_all(Q1, scene.indicator(), Only=7)
    assert scene.panel(Q1).number == "7"


def test_other_clusters_that_did_not_answer_do_not_count(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Mine=1, A=1, B=1)
    scene.accept(scene.cluster("C"), Q1, {})
    assert scene.panel(Q1, own=own(scene)).sentence == WITHHELD


def test_a_quarter_cannot_be_found_by_subtracting_the_one_before(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Mine=1, A=1, B=1, C=1)
    scene.accept_all(Q2, indicator, A=8)
    assert scene.panel(Q1, own=own(scene)).sentence != WITHHELD
    assert scene.panel(Q2, own=own(scene)).sentence == WITHHELD


def test_last_year_is_left_out_where_too_few_stood_behind_it(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1.year_before(), indicator, Mine=1, A=5)
    scene.accept_all(Q1, indicator, Mine=1, A=1, B=1, C=1)
    panel = scene.panel(Q1, own=own(scene))
    assert "former" not in [column.key for column in panel.table.columns]
    assert "2025" not in panel.summary


def test_targets_are_left_out_where_too_few_stand_behind_them(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Mine=1, A=1, B=1, C=1)
    scene.target(scene.cluster("Mine"), indicator, 10)
    scene.target(scene.cluster("A"), indicator, 77)
    panel = scene.panel(Q1, own=own(scene))
    assert "77" not in f"{panel.sentence} {panel.notes}"
    assert "87" not in f"{panel.sentence} {panel.notes}"


def test_a_domain_cannot_be_found_by_subtracting_the_others(scene: Scene) -> None:
    """One domain alone is too small: a second one is withheld with it, so that only their sum can be known."""
    indicator = scene.indicator()
    small = {"Energy": ["Lonely"], "Health": ["A", "B", "C"], "Digital": ["D", "E", "F"]}
    for domain, names in small.items():
        for name in names:
            scene.accept(scene.cluster(name, domain), Q1, {indicator: 5})
    scene.cluster("Mine", "Health")
    parts = by_domain(scene.reading(), indicator, Q1)
    shown = discreet_parts([series for _domain, series in parts], own(scene))
    names = [str(domain) for (domain, _series), kept in zip(parts, shown, strict=True) if kept is None]
    assert "Energy" in names
    assert len(names) == 2


def test_whatever_is_withheld_adds_up_to_three_others_or_more(scene: Scene) -> None:
    """For every way to spread up to eight clusters over three domains."""
    indicator = scene.indicator()
    for number in range(8):
        scene.accept(scene.cluster(f"C{number}", ("Health", "Digital", "Energy")[number % 3]), Q1, {indicator: 1})
    reading = scene.reading()
    for size in range(4):
        for mine in combinations([cluster.pk for cluster in scene.clusters.values()], size):
            parts = [series for _domain, series in by_domain(reading, indicator, Q1)]
            shown = discreet_parts(parts, frozenset(mine))
            withheld = [part.clusters - set(mine) for part, kept in zip(parts, shown, strict=True) if kept is None]
            together = frozenset[int]().union(*withheld)
            assert not together or len(together) >= 3 or all(kept is None for kept in shown)
            assert all(len(kept.clusters - set(mine)) >= 3 for kept in shown if kept is not None)


def test_a_domains_page_follows_the_same_rule_as_the_table_of_domains(scene: Scene) -> None:
    indicator = scene.indicator()
    for name, domain in (("Lonely", "Energy"), ("A", "Health"), ("B", "Health"), ("C", "Health"), ("Mine", "Health")):
        scene.accept(scene.cluster(name, domain), Q1, {indicator: 5})
    for domain in ("Energy", "Health"):
        assert scene.panel(Q1, own=own(scene), domain=scene.domain(domain)).sentence == WITHHELD
    assert scene.panel(Q1, own=own(scene)).sentence != WITHHELD


def test_a_panel_by_domain_leaves_out_what_is_withheld_and_says_so(scene: Scene) -> None:
    indicator = scene.indicator(is_by_domain=True)
    spread = {"Energy": ["Lonely"], "Health": ["A", "B", "C"], "Digital": ["D", "E", "F"], "Food": ["G", "H", "I"]}
    for domain, names in spread.items():
        for name in names:
            scene.accept(scene.cluster(name, domain), Q1, {indicator: {domain: 5}})
    scene.cluster("Mine", "Food")
    panel = scene.panel(Q1, own=own(scene))
    assert len(panel.table.rows) == 2
    assert sum(filter(None, numbers_of(panel.table.rows, "so_far"))) == 30
    assert panel.number == "50"
    assert "2 domains are withheld" in " ".join(panel.notes)


def test_only_ones_own_words_are_read(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Mine=1, A=1, B=1, C=1)
    for answer in indicator.answers.all():
        answer.explanation = f"Words of {answer.revision.report.cluster}"
        answer.save()
    assert [said.text for said in scene.panel(Q1, own=own(scene)).words] == ["Words of Mine"]
    assert [said.who for said in scene.panel(Q1).words] == ["A", "B", "C", "Mine"]
