"""Points over a logarithmic axis of sizes, with a line through some of them and the line's band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qarat.report.charts.draw import MUTED, SIZE, Spec
from qarat.report.charts.rows import PAPER, Style, mark_layers, whole
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
    trend: Trend, x: Spec, y: Spec, drawn: tuple[float, float], fitted: tuple[float, float]
) -> list[Spec]:
    first, last = (math.log10(end) for end in drawn)
    least, most = (math.log10(end) for end in fitted)
    # The broken and the whole line meet where the fitted sizes end.
    places = sorted({first + (last - first) * step / _STEPS for step in range(_STEPS + 1)} | {least, most})
    band = [
        {"size": 10**place, "place": place, "value": trend.value(place), "low": ends.low, "high": ends.high}
        for place in places
        for ends in [trend.band(place)]
    ]
    lines = [
        ([row for row in band if least <= row["place"] <= most], [1, 0]),
        ([row for row in band if row["place"] <= least], [4, 3]),
        ([row for row in band if row["place"] >= most], [4, 3]),
    ]
    stroke = {"type": "line", "color": MUTED, "strokeWidth": 1.3, "clip": True}
    return [
        {
            "data": {"values": band},
            "mark": {"type": "area", "color": MUTED, "opacity": 0.16, "clip": True},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        *(
            {"data": {"values": some}, "mark": {**stroke, "strokeDash": dash}, "encoding": {"x": x, "y": y}}
            for some, dash in lines
        ),
    ]


def _labels(x: Spec, y: Spec, paint: Spec) -> Spec:
    return {
        "mark": {"type": "text", "fontSize": SIZE - 1, "align": "right", "dx": -5, "dy": -7, **paint},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
