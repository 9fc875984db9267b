"""Charts of several models that share one form: a label, marks on an axis, a number at the right edge.

One's own numbers are filled marks with their 95 % interval, published ones hollow marks without: hardly any
has its error printed, and a number of unknown error must not look like one whose error is known. Every model
has its own shape beside its own colour (after Okabe and Ito, 2008, darkened until thin marks stand out on
paper), so that print in grey and colour-blind readers lose nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qarat.report.charts.draw import CONFIG, INK, MUTED, SIZE, Spec
from qarat.report.release.marks import DAGGER

PAPER = "var(--paper, #fdfcfa)"
COLOURS = (
    "var(--run-1, #0069a6)",
    "var(--run-2, #b94e00)",
    "var(--run-3, #00724f)",
    "var(--run-4, #9a3c76)",
    "var(--run-5, #6a5a00)",
)
CIRCLE = "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z"
DIAMOND = "M0,-1.2L1.2,0L0,1.2L-1.2,0Z"
SHAPES = (
    CIRCLE,
    "M-0.85,-0.85H0.85V0.85H-0.85Z",
    "M0,-1.1L1.05,0.8H-1.05Z",
    DIAMOND,
    "M0,1.1L1.05,-0.8H-1.05Z",
    "M-0.35,-1H0.35V-0.35H1V0.35H0.35V1H-0.35V0.35H-1V-0.35H-0.35Z",
    "M-1,-0.6H1V0.6H-1Z",
)
"""Outlines about the origin, of like areas: both Vega and the page's key draw them."""

WIDTH = 320
LINE, HEADING, GAP = 17, 26, 7
_AREA, _TEXT_WIDTH = 46, 48


@dataclass(frozen=True, slots=True)
class Style:
    """How a model is drawn; `hollow` are published ones."""

    label: str
    colour: str
    shape: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on the axis, and its interval where that is known."""

    value: float
    style: Style
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart; `gap` is the space above it.

    A `heading` is bold, the label of a `part` muted, and `linked` marks are joined. A dagger at
    the end of `text` stands outside of its column, so that numbers stay aligned.
    """

    label: str
    marks: tuple[Mark, ...] = ()
    text: str = ""
    gap: int = 0
    heading: bool = False
    part: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis with its ends, and a rule through all lines where `rule` is (no difference, the whole)."""

    title: str
    low: float
    high: float
    rule: float | None = None


def own_styles(labels: Sequence[str]) -> list[Style]:
    """Return a style a run: colours return after five runs, then in another shape."""
    return [
        Style(label, COLOURS[place % len(COLOURS)], SHAPES[place % len(SHAPES)])
        for place, label in enumerate(labels)
    ]


def published_styles(models: Sequence[str]) -> list[Style]:
    """Return a hollow style for each of the first seven models: more shapes than that nobody tells apart."""
    return [Style(name, INK, shape, hollow=True) for name, shape in zip(models, SHAPES, strict=False)]


def row_chart(lines: Sequence[Line], axis: Axis, *, width: int = WIDTH, labels: bool = True) -> Spec:
    """Draw the lines from top to bottom; without `labels` it stands beside a chart of the same lines."""
    places, height = _places(lines)
    marks = [
        {**_mark_row(mark), "y": y} for y, line in zip(places, lines, strict=True) for mark in line.marks
    ]
    words = [
        {
            "label": line.label if labels else "",
            "text": line.text.removesuffix(DAGGER),
            "mark": DAGGER if line.text.endswith(DAGGER) else "",
            "style": "bold" if line.heading else "part" if line.part else "",
            "y": y,
        }
        for y, line in zip(places, lines, strict=True)
    ]
    links = [
        {
            "low": min(mark.value for mark in line.marks),
            "high": max(mark.value for mark in line.marks),
            "y": y,
        }
        for y, line in zip(places, lines, strict=True)
        if line.linked and line.marks
    ]
    x = _x(axis)
    return {
        "width": width,
        "height": height,
        "data": {"values": marks or [{"y": 0}]},
        "layer": [
            *_rule(axis),
            {
                "data": {"values": links},
                "mark": {"type": "rule", "color": MUTED, "strokeWidth": 1},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": _Y},
            },
            *mark_layers({**x, "field": "value"}, {**x, "field": "low"}, _Y),
            *_words("label", -10, words),
            *_words("text", width + _TEXT_WIDTH, words),
            *_words("mark", width + _TEXT_WIDTH + 8, words),
        ],
    }


def whole(spec: Spec) -> Spec:
    """Return a chart that can be rendered from one or several put together."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 6},
        "config": CONFIG,
        **spec,
    }


def height(spec: Spec) -> float:
    """Return the height of a chart, in pixels."""
    return float(spec["height"] if "height" in spec else max(height(one) for one in spec["hconcat"]))


def mark_layers(x: Spec, low: Spec, y: Spec) -> list[Spec]:
    """Return the layers of intervals, of hollow marks and of one's own, from the chart's data.

    `low` encodes the lower end of an interval, on the axis on which it lies.
    """
    lying = low["title"] == x.get("title")
    ends = (
        {"x": low, "x2": {"field": "high"}, "y": y} if lying else {"x": x, "y": low, "y2": {"field": "high"}}
    )
    colour = {"field": "colour", "type": "nominal", "scale": None}
    shape = {"field": "shape", "type": "nominal", "scale": None}
    encoding = {"x": x, "y": y, "color": colour, "shape": shape}
    return [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.75},
            "encoding": {**ends, "color": colour},
        },
        {
            "transform": [{"filter": "datum.hollow"}],
            "mark": {"type": "point", "filled": False, "size": _AREA, "strokeWidth": 1.2, "opacity": 1},
            "encoding": encoding,
        },
        {
            "transform": [{"filter": "datum.hollow === false"}],
            "mark": {"type": "point", "filled": True, "size": _AREA, "opacity": 1},
            "encoding": encoding,
        },
    ]


_Y: Spec = {"field": "y", "type": "quantitative", "scale": None, "axis": None}


def _x(axis: Axis) -> Spec:
    return {
        "type": "quantitative",
        "title": axis.title,
        "scale": {"domain": [axis.low, axis.high], "nice": False, "zero": False},
        "axis": {"orient": "top", "tickCount": 5, "labelOverlap": "greedy"},
    }


def _places(lines: Sequence[Line]) -> tuple[list[float], float]:
    """Return the middle of every line in pixels from the top, and the height of all."""
    places, at = [], 4.0
    for line in lines:
        height = HEADING if line.heading else LINE
        at += line.gap + height
        places.append(at - LINE / 2)
    return places, at + 4


def _mark_row(mark: Mark) -> dict[str, Any]:
    return {
        "value": mark.value,
        "low": mark.low,
        "high": mark.high,
        "colour": mark.style.colour,
        "shape": mark.style.shape,
        "hollow": mark.style.hollow,
        "name": mark.style.label,
    }


def _rule(axis: Axis) -> list[Spec]:
    if axis.rule is None:
        return []
    x = {**_x(axis), "field": "at"}
    mark = {"type": "rule", "color": MUTED, "strokeWidth": 1}
    return [{"data": {"values": [{"at": axis.rule}]}, "mark": mark, "encoding": {"x": x}}]


def _words(field: str, x: float, words: Sequence[dict[str, Any]]) -> list[Spec]:
    layers = []
    part = {"color": MUTED if field == "label" else INK}
    looks = {"": {"color": INK}, "bold": {"color": INK, "fontWeight": "bold"}, "part": part}
    for style, look in looks.items():
        values = [word for word in words if word["style"] == style and word[field]]
        mark = {"type": "text", "align": "right", "fontSize": SIZE, "limit": 320, **look}
        encoding = {"x": {"value": x}, "y": _Y, "text": {"field": field}}
        layers += [{"data": {"values": values}, "mark": mark, "encoding": encoding}] if values else []
    return layers


def span(values: Sequence[float], step: float = 10.0) -> tuple[float, float]:
    """Return the multiples of `step` that hold all values with room to spare."""
    low, high = min(values, default=0.0), max(values, default=step)
    first, last = low // step * step, -(-high // step) * step
    return first, last if last > first else first + step
