"""Charts: what is drawn where, in which order, and what a reader without eyes or a hostile text gets."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from qarat.errors import MissingExtraError
from qarat.evaluate.record import Estimate, TaskResult
from qarat.report.charts.draw import Dot, Reference, dot_chart, overall_chart, render_svg, subject_chart

HOSTILE = "</svg><script>alert(1)</script>\"'&<b>"


def with_subjects(synthetic: ModuleType, scores: dict[str, float]) -> TaskResult:
    groups = {name: {"acc": Estimate(x, 0.05, x - 0.1, x + 0.1, 20, "iid")} for name, x in scores.items()}
    whole = {"acc": Estimate(0.4, 0.01, 0.38, 0.42, 100, "stratified")}
    made: TaskResult = synthetic.result(
        "t", "T", [], metrics=whole, groups={"subject": groups}, n=100, total=100
    )
    return made


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["data"]["values"]
    return found


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn by ourselves


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in parse(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_subjects_stand_best_first_and_equals_by_name(synthetic: ModuleType) -> None:
    spec = subject_chart(with_subjects(synthetic, {"b": 0.3, "a": 0.3, "high_school": 0.6}), "subject", 0.25)
    assert [row["label"] for row in rows(spec)] == ["high school", "a", "b"]
    first = rows(spec)[0]
    assert (first["value"], first["text"]) == (60.0, "60.0")
    assert (first["low"], first["high"]) == (pytest.approx(50), pytest.approx(70))


def test_bits_per_byte_are_drawn_in_their_unit_and_the_lowest_first(synthetic: ModuleType) -> None:
    groups = {
        name: {"bpb": Estimate(x, 0.1, x - 0.2, x + 0.2, 9, "iid")} for name, x in (("a", 1.5), ("b", 0.75))
    }
    whole = {"bpb": Estimate(1.1, 0.1, 0.9, 1.3, 18, "iid")}
    result = synthetic.result("t", "T", [], metrics=whole, groups={"subject": groups})
    assert [(row["label"], row["value"], row["text"]) for row in rows(subject_chart(result, "subject"))] == [
        ("b", 0.75, "0.750"),
        ("a", 1.5, "1.500"),
    ]


def test_fifty_seven_subjects_have_room_and_none_is_cut(synthetic: ModuleType) -> None:
    samples = synthetic.knowledge(570)
    svg = render_svg(
        subject_chart(synthetic.result("m", "M", samples, tag="subject"), "subject", 0.25), "t", "d"
    )
    root = parse(svg)
    assert float(root.attrib["height"]) >= 57 * 19
    printed = texts(svg)
    assert all(name.replace("_", " ") in printed for name in synthetic.SUBJECTS)
    assert {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)} == {11.0, 12.0}


def test_guessing_and_the_whole_are_named_rules(synthetic: ModuleType) -> None:
    result = with_subjects(synthetic, {"a": 0.5})
    assert {"all 40.0", "chance 25.0"} <= set(
        texts(render_svg(subject_chart(result, "subject", 0.25), "t", "d"))
    )
    assert "chance 25.0" not in texts(render_svg(subject_chart(result, "subject", None), "t", "d"))


def test_every_benchmark_has_its_own_guessing(synthetic: ModuleType) -> None:
    results = [with_subjects(synthetic, {}), with_subjects(synthetic, {})]
    drawn = rows(overall_chart(results, [0.25, None]))
    assert [row["chance"] for row in drawn] == [25.0, None]
    assert len({row["place"] for row in drawn}) == 2


def test_colours_follow_the_page_and_have_a_fall_back() -> None:
    svg = render_svg(dot_chart([Dot("a", 1, 0, 2, "1")], "x", [Reference("r", 1, dashed=True)]), "t", "d")
    # What Vega colours by default must be overridden, or it would vanish in the dark.
    painted = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) - {"none", "transparent"}
    assert painted
    assert all(colour.startswith("var(--") and "#" in colour for colour in painted)


def test_a_chart_says_in_words_what_it_shows() -> None:
    svg = render_svg(dot_chart([Dot("a", 1, 0, 2, "1")], "x"), "Scores & more", "From 0 < 1.")
    children = list(parse(svg))
    assert [child.text for child in children[:2]] == ["Scores & more", "From 0 < 1."]
    assert parse(svg).attrib["role"] == "img"


def test_hostile_texts_stay_texts() -> None:
    spec = dot_chart([Dot(HOSTILE, 1, 0, 2, HOSTILE)], HOSTILE, [Reference(HOSTILE, 1, dashed=False)])
    svg = render_svg(spec, HOSTILE, HOSTILE)
    tags = {node.tag.split("}")[1] for node in parse(svg).iter()}
    assert tags <= {"svg", "g", "path", "line", "text", "title", "desc"}
    assert "<script" not in svg


@pytest.mark.parametrize("value", [0.0, 0.03, 7.0, 99.9, 100.0])
def test_the_axis_holds_every_score(value: float) -> None:
    spec = dot_chart([Dot("a", value, value, value, "")], "x")
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low == 0
    assert max(value, 1e-9) <= high <= max(1.0, 10 * value)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtraError, match=r"qarat\[report\]"):
        render_svg(dot_chart([], "x"), "t", "d")
