"""Sentence, table and figure say the same, whatever there is to say."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from clusterix.lib.columns import numbers_of
from clusterix.lib.numbers import format_number
from clusterix.lib.panels import Panel
from clusterix.lib.periods import Quarter
from monitoring.campaigns.models import Revision
from monitoring.campaigns.transitions import perform
from monitoring.objectives.models import Answer, Indicator
from monitoring.objectives.panels import preview_panels, topic_panels
from monitoring.objectives.subject import Subject
from tests import builders
from tests.monitoring.dashboard.conftest import Q1, Q2, Q3, Q4, Scene


def drawn(panel: Panel) -> list[float | None]:
    """The heights of the columns of this year."""
    assert panel.figure
    return list(panel.figure["data"][-1]["y"])


@pytest.mark.parametrize(
    "values", [(61, 78, 79), (0, 0, 0), (1, 0, 0), (5, -9, 1), (Decimal("1.5"), 2, Decimal("0.25"))]
)
def test_sentence_table_and_figure_say_the_same(scene: Scene, values: tuple[int, ...]) -> None:
    indicator = scene.indicator(value_type=Indicator.ValueType.DECIMAL, refuse_min=None)
    for quarter, value in zip((Q1, Q2, Q3), values, strict=True):
        scene.accept_all(quarter, indicator, Axelera=value)
    panel = scene.panel(Q3)
    rows = numbers_of(panel.table.rows, "so_far")
    assert rows == [values[0], sum(values[:2]), sum(values), None]
    assert drawn(panel) == [None if value is None else float(value) for value in rows]
    assert panel.number == format_number(sum(values))
    assert panel.sentence.startswith(panel.number)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0, "0 projects since January 2026."),
        (1, "1 project since January 2026."),
        (1200, "1,200 projects since January 2026."),
        (-3, "\u22123 projects since January 2026."),
    ],
)
def test_zero_one_many_and_less_than_nothing_are_said_as_they_are(scene: Scene, value: int, sentence: str) -> None:
    indicator = scene.indicator(refuse_min=None)
    scene.accept_all(Q1, indicator, Axelera=value)
    assert scene.panel(Q1).sentence.replace("\u00a0", " ") == sentence


def test_french_counts_zero_and_one_in_the_singular(scene: Scene) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=0)
    with override("fr"):
        assert scene.panel(Q1).counts == "projet"


def test_nothing_accepted_is_said_and_draws_nothing(scene: Scene) -> None:
    scene.indicator()
    scene.due(scene.cluster("Axelera"), Q1)
    panel = scene.panel(Q1)
    assert panel.sentence == "No report of the 1st quarter 2026 is accepted yet."
    assert panel.figure is None
    assert panel.standing.sentence == "1st quarter 2026: no figures yet, 0 clusters out of 1."


def test_a_figure_nobody_has_is_said_and_draws_nothing(scene: Scene) -> None:
    scene.accept_all(Q1, scene.indicator(), Axelera=Answer.Status.NOT_AVAILABLE)
    panel = scene.panel(Q1)
    assert panel.sentence == "No figure is available for 2026."
    assert panel.figure is None
    assert "not counted as zero" in panel.notes[0]


def test_nothing_due_is_said(scene: Scene) -> None:
    scene.indicator()
    scene.accept(scene.cluster("Axelera"), Q1, {})
    assert scene.panel(Q2).sentence == "No report was due for the 2nd quarter 2026."


def test_the_target_is_said_and_drawn_where_every_cluster_has_one(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q3, indicator, Axelera=218)
    scene.target(scene.cluster("Axelera"), indicator, 240)
    panel = scene.panel(Q3)
    assert panel.sentence.endswith("since January 2026, for a target of 240 over the year.")
    assert panel.summary == "1 quarter to go."
    assert panel.figure
    assert panel.figure["layout"]["shapes"][0]["y0"] == 240


def test_the_target_of_some_is_never_set_beside_what_all_did(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q3, indicator, Axelera=218, Minalogic=50)
    scene.target(scene.cluster("Axelera"), indicator, 240)
    panel = scene.panel(Q3)
    assert "240" not in panel.sentence
    assert panel.figure
    assert "shapes" not in panel.figure["layout"]
    assert panel.notes == ("1 cluster out of 2 has agreed on a target, of 240, and stands at 218.",)


def test_a_whole_year_is_said_as_one(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q4, indicator, Axelera=3)
    assert scene.panel(Q4).sentence.endswith("projects in 2026.")
    scene.due(scene.cluster("Minalogic"), Q4)
    assert scene.panel(Q4).sentence.endswith("projects since January 2026.")


def test_last_year_is_compared_where_as_many_clusters_stand_behind_it(scene: Scene) -> None:
    indicator = scene.indicator()
    for quarter in (Q1.year_before(), Q2.year_before(), Q1):
        scene.accept_all(quarter, indicator, Axelera=10, Minalogic=10)
    scene.accept_all(Q2, indicator, Axelera=1)
    assert "At the end of the 1st quarter 2026: 20, after 20 at the same point of 2025." in scene.panel(Q2).summary
    scene.accept_all(Q2, indicator, Minalogic=1)
    assert "At the same point of 2025: 40." in scene.panel(Q2).summary


def test_quarters_not_all_accepted_are_hatched(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=10, Minalogic=10)
    scene.accept_all(Q2, indicator, Axelera=1)
    scene.due(scene.cluster("Minalogic"), Q2)
    figure = scene.panel(Q2).figure
    assert figure
    assert figure["data"][-1]["marker"]["pattern"]["shape"] == ["", "/", "", ""]


def test_a_new_definition_is_marked_and_said(scene: Scene) -> None:
    old = scene.indicator("old", ends_on=Q1.last_day)
    new = scene.indicator("new", continues=old, starts_on=Q2.first_day, label_en="New count")
    scene.accept_all(Q1, old, Axelera=1)
    scene.accept_all(Q2, new, Axelera=2)
    panel = scene.panel(Q2)
    assert panel.number == "3"
    assert panel.notes == (
        "“New count” follows a new definition from the 2nd quarter 2026 on, and the former one before that.",
    )
    assert panel.figure
    assert [note["text"] for note in panel.figure["layout"]["annotations"]] == ["new definition"]


def test_other_indicators_of_the_topic_are_said_beside_the_headline(scene: Scene) -> None:
    whole = scene.indicator("whole", position=1, label_en="Events")
    part = scene.indicator("part", position=2, part_of=whole, label_en="Of which international")
    other = scene.indicator("other", position=3, label_en="Visits")
    scene.accept(scene.cluster("Axelera"), Q1, {whole: 9, part: 4, other: 2})
    panel = scene.panel(Q1)
    assert panel.number == "9"
    assert panel.also == ("Visits: 2.", "Of which international: 4.")
    assert numbers_of(panel.table.rows, "part")[0] == 4


def test_an_answer_given_domain_by_domain_is_drawn_domain_by_domain(scene: Scene) -> None:
    indicator = scene.indicator(is_by_domain=True)
    scene.domain("Energy")
    scene.accept(scene.cluster("Minalogic", "Digital"), Q1, {indicator: {"Digital": 3, "Health": 0}})
    panel = scene.panel(Q1)
    assert [row["domain"] for row in panel.table.rows] == ["Energy", "Digital", "Health"]
    assert numbers_of(panel.table.rows, "so_far") == [None, 3, 0]
    assert drawn(panel) == [0, 1, 2]
    assert panel.summary == "In 1 domain out of 3."


def test_choices_are_counted_answer_by_answer(scene: Scene) -> None:
    choices = [{"code": "led", "en": "Led", "fr": "Piloté"}, {"code": "joined", "en": "Joined", "fr": "Participé"}]
    indicator = scene.indicator(value_type=Indicator.ValueType.CHOICE, choices=choices)
    scene.accept_all(Q1, indicator, A="led", B="joined", C="joined")
    panel = scene.panel(Q1)
    assert [(row["choice"], row["so_far"]) for row in panel.table.rows] == [("Led", 1), ("Joined", 2)]


def test_texts_are_read_in_the_clusters_own_words(scene: Scene) -> None:
    number = scene.indicator("number", position=1)
    text = scene.indicator("text", position=2, value_type=Indicator.ValueType.TEXT, label_en="Highlights")
    scene.accept(scene.cluster("Axelera"), Q1, {number: 3, text: "A shared test bench."})
    panel = scene.panel(Q1)
    assert [(said.who, said.about, said.text) for said in panel.words] == [
        ("Axelera", "Highlights", "A shared test bench.")
    ]
    assert panel.also == ()


def test_clusters_are_never_sorted_by_what_they_did(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Zenith=1, Écotech=50, Axelera=9)
    for answer in indicator.answers.all():
        answer.explanation = "Why."
        answer.save()
    assert [said.who for said in scene.panel(Q1).words] == ["Axelera", "Écotech", "Zenith"]


# --- One cluster, and the preview ------------------------------------------------------------------------------------


def of_cluster(scene: Scene, name: str, upto: Quarter = Q2) -> Panel:
    cluster = scene.cluster(name)
    return scene.panel(upto, name=name, clusters=frozenset({cluster.pk}))


def test_a_cluster_is_set_against_itself_alone(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=3, Minalogic=1000)
    scene.target(scene.cluster("Axelera"), indicator, 12)
    panel = of_cluster(scene, "Axelera", Q1)
    assert panel.sentence.replace("\u00a0", " ") == "3 projects since January 2026, for a target of 12 over the year."
    assert "1000" not in str(panel)
    assert "1,000" not in str(panel)


def test_a_cluster_goes_on_from_those_merged_into_it(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Viameca=3, Cimes=4)
    scene.merge(scene.cluster("Viameca"), scene.cluster("Cimes"))
    clusters = frozenset({scene.cluster("Viameca").pk, scene.cluster("Cimes").pk})
    assert scene.panel(Q1, clusters=clusters).number == "7"


@pytest.mark.parametrize(("value_type", "said"), [("yes_no", "Yes"), ("text", "Described in the 1st quarter 2026")])
def test_one_clusters_answer_that_is_no_number_is_said_in_words(scene: Scene, value_type: str, said: str) -> None:
    indicator = scene.indicator(value_type=value_type, label_en="Partner of the roadmap")
    scene.accept(scene.cluster("Axelera"), Q1, {indicator: "yes"})
    panel = of_cluster(scene, "Axelera", Q1)
    assert said in panel.sentence
    assert panel.figure is None


def test_the_preview_is_what_readers_see_once_it_is_accepted(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Axelera=3)
    report = builders.make_draft(
        campaign=scene.campaign(Q2), cluster=scene.cluster("Axelera"), by=scene.author, values={indicator: 14}
    )
    revision = report.open_revision()
    assert revision
    [preview] = preview_panels(revision)
    assert not preview.standing.is_accepted
    assert of_cluster(scene, "Axelera").number == "3"
    Revision.objects.update(sealed_at=revision.opened_at, sealed_by=scene.author)
    Revision.objects.update(accepted_at=revision.opened_at, accepted_by=scene.officer)
    shown = of_cluster(scene, "Axelera")
    for part in ("sentence", "summary", "table", "figure", "also", "notes", "words", "number"):
        assert getattr(shown, part) == getattr(preview, part), part


# --- Acceptance ------------------------------------------------------------------------------------------------------


def test_figures_change_with_acceptance_alone_and_by_exactly_that_much(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Minalogic=10)
    report = builders.make_draft(
        campaign=scene.campaign(Q1), cluster=scene.cluster("Axelera"), by=scene.author, values={indicator: 4}
    )
    manager = builders.make_person(role="manager", cluster=scene.cluster("Axelera"))
    assert scene.panel(Q1).number == "10"
    perform(report, manager, "send")
    assert scene.panel(Q1).number == "10"
    perform(report, scene.officer, "accept")
    assert scene.panel(Q1).number == "14"


def test_a_reopened_report_keeps_its_accepted_figures(scene: Scene) -> None:
    indicator = scene.indicator()
    report = scene.accept(scene.cluster("Axelera"), Q1, {indicator: 4})
    perform(report, scene.officer, "reopen", reason="A double count.")
    revision = report.open_revision()
    assert revision
    Answer.objects.filter(revision=revision).update(number=99)
    assert scene.panel(Q1).number == "4"
    assert scene.panel(Q1).standing.counted == 1


def test_a_rehearsal_is_read_by_nobody(scene: Scene) -> None:
    indicator = scene.indicator()
    scene.accept_all(Q1, indicator, Minalogic=10)
    builders.make_report(campaign=scene.campaign(Q1), cluster=scene.cluster("Axelera"), is_rehearsal=True)
    assert scene.panel(Q1).standing.expected == 1


def test_a_report_not_due_is_not_expected(scene: Scene) -> None:
    scene.accept_all(Q1, scene.indicator(), Minalogic=10)
    builders.make_report(
        campaign=scene.campaign(Q1), cluster=scene.cluster("Axelera"), state="not_due", not_due_reason="Merged."
    )
    assert scene.panel(Q1).standing.coverage == "1 cluster out of 1"


def test_what_is_not_published_shows_nowhere(scene: Scene) -> None:
    scene.indicator(published_at=None)
    assert topic_panels(scene.reading(), Subject(name="Region", upto=Q1)) == []
