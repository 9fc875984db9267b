"""Charts of several runs: the tables' numbers and marks, and nothing that was not measured."""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.report.comparable_runs import FakeFolder, folder, result, sample, skilled, small_and_large

from qarat.report.charts.chart import Chart
from qarat.report.charts.draw import render_svg
from qarat.report.charts.sizes import residual
from qarat.report.compare.comparison import compare_runs
from qarat.report.compare.tables import written_tables
from qarat.report.compare.types import ALPHA
from qarat.report.release.charts_page import draw
from qarat.report.release.page import render_release
from qarat.report.release.release import Release, make_release, release_csv
from qarat.report.release.rows import wanted
from qarat.report.release.sizes import published_size
from qarat.report.tables import to_latex, to_markdown
from qarat.stats.trend import fit_trend

SUITE = "qwen2.5-base"
HOSTILE = "</svg><script>alert(1)</script>\"'&<b>"


def sized(run: FakeFolder, billions: float | None, suite: str = "") -> FakeFolder:
    """Give a run a size and the name of a suite."""
    card = {"non_embedding_parameters": int(billions * 1e9)} if billions else {}
    model = msgspec.structs.replace(run.record.model, card=card)
    config = {"tasks": [suite] if suite else ["mmlu", "hellaswag"]}
    return replace(run, record=msgspec.structs.replace(run.record, model=model, config=config))


def suite_run(name: str, skill: float, seed: int, billions: float, specs: tuple[str, ...]) -> FakeFolder:
    """A run of some entries of the suite, multilingual ones by language."""
    tables, results = {}, []
    for place, spec in enumerate(specs):
        task, setting = wanted(spec)
        multilingual = spec.startswith(("mgsm", "flores"))
        samples = skilled(skill, 300, seed + 10 * place)
        if multilingual:
            samples = [
                sample(number, one.values, language="de" if number % 3 else "sw", direction="de-en")
                for number, one in enumerate(samples)
            ]
        tables[task] = samples
        tag = "language" if multilingual else None
        results.append(result(task, samples, tag, setting=setting))
    return sized(folder(name, tables, results), billions, SUITE)


def pair(specs: tuple[str, ...] = ("mmlu:5shot", "gsm8k:4shot", "mgsm:8shot")) -> list[FakeFolder]:
    return [suite_run("Small", 0.5, 1, 1.31, specs), suite_run("Large", 0.65, 2, 6.53, specs)]


def chart(release: Release, ending: str) -> Chart:
    (found,) = [one for one in release.charts if one.title.endswith(ending)]
    return found


def marks(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in spec["data"]["values"] if "value" in row]


def cells(one: Chart, place: int = 0) -> dict[str, list[str]]:
    return {
        row[0].text.strip(): [cell.text for cell in row[1:]] for row in one.tables[place].table.cell_rows()
    }


def test_own_scores_have_intervals_and_published_ones_are_hollow_without() -> None:
    runs = pair()
    made = chart(make_release(runs, "qwen2.5-7b"), ": scores")
    assert [panel.title for panel in made.panels] == [
        *("General Tasks", "Mathematics & Science Tasks", "Multilingual Tasks"),
    ]
    first = marks(made.panels[0].spec)
    estimate = runs[0].record.results[0].metrics["acc"]
    assert first[0]["value"] == pytest.approx(100 * estimate.value)
    assert (first[0]["low"], first[0]["high"]) == (
        pytest.approx(100 * estimate.low if estimate.low else 0),
        pytest.approx(100 * estimate.high if estimate.high else 0),
    )
    assert [(row["name"], row["hollow"], row["low"]) for row in first if row["hollow"]] == [
        ("Qwen2.5-7B", True, None)
    ]
    assert len({(style.colour, style.shape) for style in made.key}) == len(made.key) == 3
    assert "Hollow marks are published" in made.caption


def test_more_published_models_than_shapes_are_named_and_in_the_table() -> None:
    made = chart(make_release(pair(), "qwen2.5,qwen2-"), ": scores")
    assert sum(style.hollow for style in made.key) == 7
    assert "Qwen2-72B" in made.caption
    titles = [column.title for column in made.tables[0].table.columns]
    assert "Qwen2-72B (published)" in titles


def test_differences_are_those_of_compare_and_marked_as_in_the_tables() -> None:
    runs = small_and_large()
    made = make_release(runs)
    forest = chart(made, ": paired differences")
    compared = compare_runs(runs).tasks[0].rows[0].pairs[0].evidence
    drawn = marks(forest.panels[0].spec)[0]
    assert drawn["value"] == pytest.approx(100 * compared.difference)
    assert (drawn["low"], drawn["high"]) == (
        pytest.approx(100 * (compared.low or 0)),
        pytest.approx(100 * (compared.high or 0)),
    )
    points = cells(forest)["MMLU"][2]
    table_cell = next(row for row in made.tables[1].table.cell_rows() if row[0].text == "MMLU")[-1]
    assert points.endswith("†")
    assert table_cell.text.endswith("†")


def test_a_group_is_the_mean_of_its_parts_differences_and_the_average_errs_on_the_wide_side() -> None:
    runs = pair()
    made = cells(chart(make_release(runs), ": paired differences"))
    first, second = (run.record.results[2].groups["language"] for run in runs)
    gaps = [second[name]["acc"].value - first[name]["acc"].value for name in ("de", "sw")]
    assert float(made["Multi-Mathematics"][2]) == pytest.approx(100 * sum(gaps) / 2, abs=0.005)
    assert made["Multi-Mathematics"][-1] == "–", "its parts are tested, not it"
    held = [made[name] for name in ("MMLU", "GSM8K", "Multi-Mathematics")]
    assert float(made["Average of 3"][3]) == pytest.approx(sum(float(row[3]) for row in held) / 3, abs=0.01)


def test_runs_that_agree_everywhere_have_no_interval_made_of_nothing() -> None:
    run = pair()[0]
    rows = cells(chart(make_release([run, run]), ": paired differences"))
    assert rows["Multi-Mathematics"][4] == "–"
    assert rows["Average of 3"][4] == "–"


def test_all_subjects_stand_sorted_by_difference_in_both_and_none_is_lost() -> None:
    names = [f"high_school_subject_{number:02d}" for number in range(57)]
    runs = []
    for seed, (name, skill) in enumerate((("Small", 0.5), ("Large", 0.7), ("Third", 0.5))):
        samples = skilled(skill, 57 * 12, seed, names)
        runs.append(sized(folder(name, {"mmlu": samples}, [result("mmlu", samples, "subject")]), None))
    made = make_release(runs)
    charts = [one for one in made.charts if "by subject" in one.title]
    assert [one.title for one in charts] == [
        *("MMLU by subject: Large against Small", "MMLU by subject: Third against Small"),
    ]
    rows = cells(charts[0])
    assert next(iter(rows)) == "Overall"
    gaps = [float(row[3].replace("\N{MINUS SIGN}", "-").rstrip("†")) for row in list(rows.values())[1:]]
    assert gaps == sorted(gaps, reverse=True)
    assert charts[0].tall
    svg = render_svg(charts[0].panels[0].spec, "t", "d")
    assert all(name.replace("_", " ") in svg for name in names)
    printed = float((re.search(r'height="([\d.]+)"', svg) or ["", "0"])[1])
    assert printed >= 57 * 16


def test_subjects_of_a_lone_run_are_drawn_by_score() -> None:
    run = small_and_large()[0]
    made = chart(make_release([run]), "MMLU by subject: Small-1.5B")
    values = [row["value"] for row in marks(made.panels[0].spec)]
    assert values == sorted(values, reverse=True)
    assert len(values) == 8


def test_the_line_goes_through_published_models_and_judges_ones_own() -> None:
    made = chart(make_release(pair(("mmlu:5shot",)), "qwen2.5"), ": scores against parameters")
    scores = {"0.5": 47.5, "1.5": 60.9, "3": 65.6, "7": 74.2, "14": 79.7, "32": 83.3, "72": 86.1}
    sizes = [math.log10(published_size(f"Qwen2.5-{name}B") or 0) for name in scores]
    trend = fit_trend(sizes, list(scores.values()))
    row = cells(made)["MMLU"]
    assert row[0] == "7"
    assert float(row[1]) == pytest.approx(math.log10(2) * trend.slope, abs=0.005)
    assert float(row[4]) == pytest.approx(trend.curvature_p or 0, rel=0.05)
    own = 100 * pair(("mmlu:5shot",))[0].record.results[0].metrics["acc"].value
    found = residual(trend, (0.36, 70.2), 1.31, own)
    assert row[5].startswith(f"{found.above:.1f}".replace("-", "\N{MINUS SIGN}"))
    assert any("what its size predicts" in note for note in made.panels[0].notes)
    hollow = [point for point in marks(made.panels[0].spec) if point["hollow"]]
    assert all(point["low"] is None for point in hollow)
    assert "without error" in made.caption


def test_a_line_that_bends_is_told() -> None:
    made = chart(make_release(pair(("hellaswag:10shot", "gpqa/diamond:5shot")), "qwen2.5"), "parameters")
    bent = {panel.title for panel in made.panels if "it bends" in panel.notes[0]}
    assert bent == {name for name, row in cells(made).items() if float(row[4]) <= ALPHA} == {"HellaSwag"}


def test_no_model_judges_itself() -> None:
    run = suite_run("Qwen2.5-7B", 0.5, 1, 6.53, ("mmlu:5shot",))
    made = chart(make_release([run], "qwen2.5"), ": scores against parameters")
    assert cells(made)["MMLU"][0] == "6"
    assert cells(made, 1)["Qwen2.5-7B (published)"][-1] == ""
    assert cells(made, 1)["Qwen2.5-14B (published)"][-1] == "yes"


def test_a_size_beyond_the_line_and_an_unknown_one_are_told() -> None:
    small, large = pair(("mmlu:5shot",))
    card = {"non_embedding_parameters": 100_000_000}
    tiny = replace(
        small,
        record=msgspec.structs.replace(
            small.record, model=msgspec.structs.replace(small.record.model, card=card)
        ),
    )
    unknown = sized(large, None, SUITE)
    made = chart(make_release([tiny, unknown], "qwen2.5"), ": scores against parameters")
    assert "beyond the sizes" in made.panels[0].notes[1]
    assert "of no single known size: Large" in made.caption
    assert not [one for one in make_release([tiny]).charts if one.title.endswith("parameters")]


def test_sizes_are_those_of_configurations_or_as_printed() -> None:
    assert published_size("Qwen2.5-7B-Instruct") == pytest.approx(6.526, abs=1e-3)
    assert published_size("Llama-3-8B") == 7.0
    assert published_size("Qwen2-57B-A14B") is None, "a mixture of experts has two sizes"
    assert published_size("GPT-4") is None


def test_a_radar_is_drawn_on_request_only_and_says_why() -> None:
    assert not [one for one in make_release(pair()).charts if "radar" in one.title]
    made = chart(make_release(pair(), "qwen2.5-7b", radar=True), ": radar")
    assert "no error" in made.caption
    assert [style.label for style in made.key] == ["Small", "Large", "Qwen2.5-7B"]


def test_every_table_of_a_chart_is_in_all_formats() -> None:
    made = make_release(pair(), "qwen2.5", radar=True)
    captions = [table.table.caption for one in made.charts for table in one.tables]
    assert len(set(captions)) == len(captions) >= 6
    lines = list(csv.DictReader(io.StringIO(release_csv(made))))
    assert set(captions) <= {line["table"] for line in lines}
    page = render_release(made)
    for table in (table.table for one in made.charts for table in one.tables):
        assert to_markdown(table)
        assert r"\toprule" in to_latex(table)
        assert table.caption.replace("'", "&#39;").replace("&", "&amp;").replace("&amp;#39;", "&#39;") in page
    ends = [line for line in lines if line["table"].endswith("with intervals") and line["row"] == "MMLU"]
    assert float(ends[-1]["low"]) < float(ends[-1]["value"]) < float(ends[-1]["high"])


def test_colours_follow_the_page_and_hostile_names_stay_names() -> None:
    runs = small_and_large()
    model = msgspec.structs.replace(runs[0].record.model, name=HOSTILE)
    runs[0] = replace(runs[0], record=msgspec.structs.replace(runs[0].record, model=model))
    made = make_release(runs, "qwen2.5", radar=True)
    drawing = draw(made.charts)
    for svg in (svg for drawn in drawing.charts for svg in drawn.drawings):
        painted = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) - {"none", "transparent"}
        assert painted
        assert all(colour.startswith("var(--") and "#" in colour for colour in painted)
        assert "graphics-symbol" not in svg, "the picture has one description, its parts need none"
        assert "<script" not in svg
    assert HOSTILE not in render_release(made)


def test_without_the_extra_the_page_has_its_tables_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    page = render_release(make_release(small_and_large()))
    assert "qarat[report]" in page
    assert "<svg" not in page


def test_three_runs_are_compared_by_group_too() -> None:
    subjects = ("law", "medicine")
    runs = []
    for seed, (name, skill) in enumerate((("A", 0.4), ("B", 0.4), ("C", 0.8))):
        samples = skilled(skill, 400, seed, subjects)
        runs.append(folder(name, {"mmlu": samples}, [result("mmlu", samples, "subject")]))
    comparison = compare_runs(runs)
    (table,) = [one for one in written_tables(comparison) if "by subject" in one.caption]
    rows = {row[0].text: [cell.text[-1] for cell in row[1:]] for row in table.cell_rows()}
    assert list(rows) == ["Overall", "law", "medicine"]
    for row in comparison.tasks[0].groups["subject"]:
        adjusted = {pair.second: pair.adjusted for pair in row.pairs if pair.first == 0}
        assert [rows[row.group][run] == "*" for run in (1, 2)] == [adjusted[run] <= ALPHA for run in (1, 2)]
    assert rows["law"][2] == "*"
