"""Charts of a run as Vega-Lite specifications, which are plain dicts, and their rendering to SVG.

A score is a dot, its 95 % interval a line, guessing a dashed rule: dots need no zero line, take little ink,
and stay legible at 57 subjects (Cleveland and McGill, 1984, on position against length). Colours are CSS
variables with a fall-back, so that one drawing serves light, dark and print; ink and blue differ in
lightness, not only in hue. Specifications are ordinary data: whatever speaks Vega-Lite can draw them again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from qarat.errors import MissingExtraError
from qarat.evaluate.record import Estimate, TaskResult
from qarat.report.summary import figure, is_share, metric_scale, ranked_groups, setting_label

Spec = dict[str, Any]

INK = "var(--ink, #1c1c1a)"
MUTED = "var(--muted, #5c5b57)"
RULE = "var(--rule, #d9d7d0)"
ACCENT = "var(--accent, #1a5a8f)"
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
"""Three fonts of the same widths, so that what was measured while drawing fits where the page is read."""

SIZE = 12
PLOT_WIDTH = 440
ROW_HEIGHT = 19
WIDEST_LABEL = 300


@dataclass(frozen=True, slots=True)
class Dot:
    """One line of a dot chart; numbers in the unit of the axis."""

    label: str
    value: float
    low: float
    high: float
    text: str
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A vertical rule through the whole chart: the score of all groups together, or of guessing."""

    label: str
    value: float
    dashed: bool


def subject_chart(result: TaskResult, tag: str, chance: float | None = None) -> Spec:
    """Draw the headline metric of every group of a tag, best first, with rules for the whole and guessing.

    Args:
        result: a task with `groups[tag]`.
        tag: what to group by, for example "subject".
        chance: the score of uniform guessing as a fraction; None where guessing has no score.
    """
    metric, whole = next(iter(result.metrics.items()))
    scale, groups = metric_scale(metric), result.groups[tag]
    dots = [_dot(name.replace("_", " "), groups[name][metric], metric) for name in ranked_groups(result, tag)]
    references = [Reference(f"all {figure(whole.value, metric)}", whole.value * scale, dashed=False)]
    if chance is not None:
        references.append(Reference(f"chance {figure(chance, metric)}", chance * scale, dashed=True))
    return dot_chart(dots, _axis_title(metric), references)


def overall_chart(results: Sequence[TaskResult], chances: Sequence[float | None]) -> Spec:
    """Draw the headline metric of every task, best first, each with its own mark for guessing.

    Args:
        results: tasks whose headline metric is a share of items; bits per byte has no place on this axis.
        chances: the score of uniform guessing for each of them, None where guessing has no score.
    """
    dots = [
        _dot(f"{result.title}, {setting_label(result.setting)}", result.metrics[metric], metric, chance)
        for result, chance in zip(results, chances, strict=True)
        for metric in [next(iter(result.metrics))]
    ]
    return dot_chart(sorted(dots, key=lambda dot: (-dot.value, dot.label)), _axis_title("acc"))


def dot_chart(dots: Sequence[Dot], title: str, references: Sequence[Reference] = ()) -> Spec:
    """Draw one line a dot, in the order given, with its number printed at the right edge."""
    y = {"field": "place", "type": "ordinal", "axis": None}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": _domain(dots, references), "nice": False},
        "axis": {"orient": "top", "tickCount": 6},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": PLOT_WIDTH,
        "height": {"step": ROW_HEIGHT},
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 6},
        "data": {"values": [_row(place, dot) for place, dot in enumerate(dots)]},
        "layer": [
            *(_reference_layer(reference, level) for level, reference in enumerate(references)),
            {
                "mark": {"type": "rule", "strokeWidth": 2.5, "color": ACCENT, "opacity": 0.7},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 52, "color": INK, "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "tick", "thickness": 1.5, "size": 13, "color": MUTED, "strokeDash": [3, 2]},
                "encoding": {"x": {**x, "field": "chance"}, "y": y},
                "transform": [{"filter": "datum.chance !== null"}],
            },
            _text_layer("label", -10, y),
            _text_layer("text", PLOT_WIDTH + 52, y),
        ],
        "config": CONFIG,
    }


def _axis_title(metric: str) -> str:
    return "Score, %" if is_share(metric) else f"{metric}, lower is better"


def _dot(label: str, estimate: Estimate, metric: str, chance: float | None = None) -> Dot:
    scale = metric_scale(metric)
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    guess = None if chance is None else chance * scale
    text = figure(estimate.value, metric)
    return Dot(label, estimate.value * scale, low * scale, high * scale, text, guess)


def _row(place: int, dot: Dot) -> Spec:
    """Return a dot as data; its place, not its label, is its key, because labels may be equal."""
    return {
        "place": place,
        "label": dot.label,
        "value": dot.value,
        "low": dot.low,
        "high": dot.high,
        "text": dot.text,
        "chance": dot.chance,
    }


def _text_layer(field: str, x: float, y: Spec) -> Spec:
    return {
        "mark": {"type": "text", "align": "right", "color": INK, "fontSize": SIZE, "limit": WIDEST_LABEL},
        "encoding": {"x": {"value": x}, "y": y, "text": {"field": field}},
    }


def _reference_layer(reference: Reference, level: int) -> Spec:
    """Draw a rule and, under the chart, its name; `level` lines lower, because rules may stand close."""
    at = {"field": "at", "type": "quantitative"}
    dash = [4, 3] if reference.dashed else [1, 0]
    offset = 12 + 13 * level
    return {
        "data": {"values": [{"at": reference.value, "name": reference.label}]},
        "layer": [
            {
                "mark": {"type": "rule", "color": MUTED, "strokeWidth": 1, "strokeDash": dash},
                "encoding": {"x": at},
            },
            {
                "mark": {
                    "type": "text",
                    "color": MUTED,
                    "fontSize": SIZE - 1,
                    "dy": offset,
                    "baseline": "top",
                },
                "encoding": {"x": at, "y": {"value": {"expr": "height"}}, "text": {"field": "name"}},
            },
        ],
    }


def _domain(dots: Sequence[Dot], references: Sequence[Reference]) -> list[float]:
    """Start at zero and end above everything drawn, at the next multiple of its power of ten."""
    top = max([*(dot.high for dot in dots), *(reference.value for reference in references)], default=0.0)
    if top <= 0:
        return [0.0, 1.0]
    step = 10.0 ** math.floor(math.log10(top))
    return [0.0, math.ceil(top / step) * step]


_ROLES = re.compile(r' role="graphics-\w+" aria-roledescription="[^"]*"')
"""What Vega says of each group of marks: noise to a screen reader, since the picture is described as one."""

CONFIG: Spec = {
    "aria": False,
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": SIZE,
        "titleColor": MUTED,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
    },
}


def render_svg(spec: Spec, title: str, description: str) -> str:
    """Render a specification to an SVG element that says in words what it shows.

    Args:
        spec: Vega-Lite, from this module.
        title: the chart's name, read first by a screen reader.
        description: what the chart shows, for those who cannot see it.

    Raises:
        MissingExtraError: the package `vl-convert-python` is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise MissingExtraError("vl-convert-python", "report", "drawing charts") from None
    drawn = str(vl_convert.vegalite_to_svg(spec))
    head, rest = _ROLES.sub("", drawn).split(">", 1)
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{head} role="img" aria-label="{escape(title)}">{words}{rest}'
