"""Points over a logarithmic axis of sizes, with a line through some of them and the line's band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qarat.report.chart_rows import PAPER, Style, mark_layers, whole
from qarat.report.charts import MUTED, SIZE, Spec
from qarat.stats.trend import Trend

_WIDTH, _HEIGHT, _STEPS, _ROOM = 300, 200, 40, 1.5
_TICKS = tuple(lead * 10.0**power for power in range(-3, 4) for lead in (1, 3))


@dataclass(frozen=True, slots=True)
class Point:
    """A model: billions of parameters, its score, what is written beside it ("" for nothing)."""

    size: float
    value: float
    style: Style
    label: str = ""
    low: float | None = None
    high: float | None = None


def scatter_chart(points: Sequence[Point], trend: Trend | None, fitted: tuple[float, float]) -> Spec:
    """Draw the points; `trend` is over log10 of size, and broken outside of the sizes `fitted`."""
    low, high = min(one.size for one in points) / _ROOM**2, max(one.size for one in points) * _ROOM
    ends = [end for one in points for end in (one.value, one.low, one.high) if end is not None]
    bottom, top = max(0.0, min(ends) // 10 * 10 - 5), min(100.0, -(-max(ends) // 10) * 10 + 5)
    x: Spec = {
        "field": "size",
        "type": "quantitative",
        "title": "Non-embedding parameters, billions",
        "scale": {"type": "log", "domain": [low, high], "nice": False},
        "axis": {"values": [tick for tick in _TICKS if low <= tick <= high], "format": "~r", "grid": False},
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "title": "Score, %",
        "scale": {"domain": [bottom, top], "nice": False, "zero": False},
        "axis": {"tickCount": 5},
    }
    rows = [
        {"size": one.size, "value": one.value, "low": one.low, "high": one.high, "label": one.label}
        | {"colour": one.style.colour, "shape": one.style.shape, "hollow": one.style.hollow}
        for one in points
    ]
    layers = _trend_layers(trend, x, y, (low, high), fitted) if trend else []
    layers += mark_layers(x, {**y, "field": "low"}, y)
    layers += [
        # A line that rises leaves room at the upper left of its points; paper behind keeps other marks off.
        _labels(x, y, {"stroke": PAPER, "strokeWidth": 3}),
        _labels(x, y, {"color": MUTED}),
    ]
    return whole({"width": _WIDTH, "height": _HEIGHT, "data": {"values": rows}, "layer": layers})


def _trend_layers(
    trend: Trend, x: Spec, y: Spec, ends: tuple[float, float], fitted: tuple[float, float]
) -> list[Spec]:
    first, last = (math.log10(end) for end in ends)
    places = {first + (last - first) * step / _STEPS for step in range(_STEPS + 1)}
    # The broken and the whole line meet where the fitted sizes end.
    places |= {math.log10(end) for end in fitted}
    band = [
        {"size": 10**place, "value": trend.value(place), "low": ends.low, "high": ends.high}
        | {"side": _side(10**place, fitted)}
        for place in sorted(places)
        for ends in [trend.band(place)]
    ]
    inside = [row for row in band if row["side"] == 0]
    below, above = ([row for row in band if row["side"] in (side, 0)] for side in (-1, 1))
    below, above = below[: len(below) - len(inside) + 1], above[len(inside) - 1 :]
    stroke = {"type": "line", "color": MUTED, "strokeWidth": 1.3, "clip": True}
    area = {"type": "area", "color": MUTED, "opacity": 0.16, "clip": True}
    return [
        {
            "data": {"values": band},
            "mark": area,
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        *(
            {"data": {"values": some}, "mark": {**stroke, "strokeDash": dash}, "encoding": {"x": x, "y": y}}
            for some, dash in ((inside, [1, 0]), (below, [4, 3]), (above, [4, 3]))
        ),
    ]


def _side(size: float, fitted: tuple[float, float]) -> int:
    """Return -1 below the fitted sizes, 1 above, 0 between; a hair's breadth is rounding."""
    hair = 1e-9
    return -1 if size < fitted[0] * (1 - hair) else 1 if size > fitted[1] * (1 + hair) else 0


def _labels(x: Spec, y: Spec, paint: Spec) -> Spec:
    return {
        "mark": {"type": "text", "fontSize": SIZE - 1, "align": "right", "dx": -5, "dy": -7, **paint},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
