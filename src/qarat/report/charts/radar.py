"""A radar of whole benchmarks, for those who ask for one.

Its area grows with the square of the scores and changes with the order of the spokes, and no interval fits on
it; so dots are the default, and the caption says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from qarat.report.charts.chart import Chart, Panel
from qarat.report.charts.draw import INK, MUTED, RULE, SIZE, Spec
from qarat.report.charts.rows import Style, own_styles, published_styles, whole
from qarat.report.release.published import columns
from qarat.report.release.rows import Sheet
from qarat.report.release.tables import Given, ReleaseTable
from qarat.report.release.values import on_scale, row_values
from qarat.report.tables import Cell, Column, Table

_FEWEST, _RINGS, _RADIUS, _EDGE = 3, (25, 50, 75, 100), 170, 1.12
_CAPTION = (
    "Every spoke goes from 0 in the middle to 100; benchmarks without a score of every run are left out. "
    "Dots with intervals are the default, since a radar shows no error, its area grows with the square of "
    "the scores, and its shape changes with the order of the spokes. Broken lines are published numbers."
)


def radar_chart(sheet: Sheet, given: Given) -> Chart | None:
    """Return the radar of a sheet; None where fewer than three benchmarks have a score of every run."""
    rows = [row for row in row_values(sheet, given) if on_scale(row.metric) and all(row.own)]
    rows = [row for row in rows if not row.line.part]
    if len(rows) < _FEWEST:
        return None
    shared = [one for one in columns(sheet, given.against) if all(one in row.published for row in rows)]
    styles = [*own_styles(given.labels), *published_styles(shared)]
    scores = [[one.value for row in rows if (one := row.own[place])] for place in range(len(given.labels))]
    scores += [
        [row.published[style.label].numbers.get("value") or 0.0 for row in rows]
        for style in styles[len(given.labels) :]
    ]
    titles = [row.line.title for row in rows]
    told = "; ".join(
        f"{style.label}: {', '.join(f'{value:.1f}' for value in held)}"
        for style, held in zip(styles, scores, strict=True)
    )
    heads = (Column("Benchmark", "left"), *(Column(style.label) for style in styles))
    lines = [
        (Cell(title), *(Cell(f"{held[place]:.1f}", {"value": held[place]}) for held in scores))
        for place, title in enumerate(titles)
    ]
    made = Table(heads, tuple(lines), f"{sheet.title}: radar")
    published = frozenset(range(1 + len(given.labels), 1 + len(styles)))
    panel = Panel("", _spec(titles, styles, scores), f"{', '.join(titles)}. {told}.")
    return Chart(made.caption, tuple(styles), (panel,), _CAPTION, (ReleaseTable(made, published),))


def _spec(titles: Sequence[str], styles: Sequence[Style], scores: Sequence[Sequence[float]]) -> Spec:
    rings = [
        {**_at(place, len(titles), ring), "line": ring, "order": place}
        for ring in _RINGS
        for place in range(len(titles) + 1)
    ]
    spokes = [{**_at(place, len(titles), 100), "x0": 0, "y0": 0} for place in range(len(titles))]
    names = [
        {**_at(place, len(titles), 100 * _EDGE), "name": name, "align": _align(place, len(titles))}
        for place, name in enumerate(titles)
    ]
    numbers = [{"x": 0.01, "y": ring / 100, "name": str(ring)} for ring in _RINGS]
    lines = [
        {**_at(place, len(titles), held[place % len(titles)]), "line": style.label, "order": place}
        | {"colour": style.colour, "shape": style.shape, "hollow": style.hollow}
        for style, held in zip(styles, scores, strict=True)
        for place in range(len(titles) + 1)
    ]
    colour = {"field": "colour", "type": "nominal", "scale": None}
    shape = {"field": "shape", "type": "nominal", "scale": None}
    layers = [
        _lines(rings, {"color": RULE, "strokeWidth": 1}, {}),
        {
            "data": {"values": spokes},
            "mark": {"type": "rule", "color": RULE},
            "encoding": {**_XY, "x2": {"field": "x0"}, "y2": {"field": "y0"}},
        },
        _text(numbers, {"color": MUTED, "align": "left", "dy": -6, "fontSize": SIZE - 1}),
    ]
    for hollow in (True, False):
        held = [line for line in lines if line["hollow"] == hollow]
        mark = {"strokeWidth": 1 if hollow else 2, "strokeDash": [4, 3] if hollow else [1, 0]}
        point = {"type": "point", "filled": not hollow, "size": 40, "opacity": 1}
        encoding = {**_XY, "color": colour, "shape": shape}
        layers += [
            _lines(held, mark, {"color": colour}),
            {"data": {"values": held}, "mark": point, "encoding": encoding},
        ]
    for align in ("left", "center", "right"):
        held = [name for name in names if name["align"] == align]
        layers.append(_text(held, {"color": INK, "align": align, "fontSize": SIZE}))
    return whole({"width": 2 * _RADIUS, "height": 2 * _RADIUS, "layer": layers})


_DOMAIN = {"domain": [-_EDGE, _EDGE], "nice": False, "zero": False}
_XY: Spec = {
    "x": {"field": "x", "type": "quantitative", "scale": _DOMAIN, "axis": None},
    "y": {"field": "y", "type": "quantitative", "scale": _DOMAIN, "axis": None},
}


def _at(place: int, count: int, score: float) -> Spec:
    """Return where a score stands: spokes go clockwise from the top."""
    angle = 2 * math.pi * place / count
    return {"x": score / 100 * math.sin(angle), "y": score / 100 * math.cos(angle)}


def _align(place: int, count: int) -> str:
    side = _at(place, count, 100)["x"]
    return "center" if abs(side) < 0.2 else "left" if side > 0 else "right"  # noqa: PLR2004 - near the top


def _lines(values: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    order = {"field": "order", "type": "quantitative"}
    detail = {"field": "line", "type": "nominal"}
    return {
        "data": {"values": list(values)},
        "mark": {"type": "line", **mark},
        "encoding": {**_XY, "order": order, "detail": detail, **encoding},
    }


def _text(values: Sequence[Spec], mark: Spec) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "text", **mark},
        "encoding": {**_XY, "text": {"field": "name"}},
    }
