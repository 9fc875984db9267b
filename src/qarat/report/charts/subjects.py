"""Scores by subject: two runs side by side, sorted by their paired difference; a run alone, by score.

Published comparisons pick the subjects with the largest gaps, which chance makes as readily as skill. Here
all stand in one picture with the interval of each paired difference, and the mark goes to those that survive
Holm's correction over the subjects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qarat.evaluate.record import Estimate, TaskResult
from qarat.report.charts.chart import Chart, Panel
from qarat.report.charts.differences import Difference, evidence_cells, in_points, significance
from qarat.report.charts.rows import Axis, Line, Mark, Style, own_styles, row_chart, span, whole
from qarat.report.compare.types import Pair, Row
from qarat.report.release.marks import DAGGER
from qarat.report.release.tables import Given, ReleaseTable
from qarat.report.release.values import on_scale
from qarat.report.summary import figure, metric_scale, ranked_groups, scores, setting_label
from qarat.report.tables import MISSING, PLUS_MINUS, Cell, Column, Table, signed

_SIDE = 230


def subject_charts(given: Given) -> Iterator[Chart]:
    """Return a chart for every later run and tag that compare with the first, and one for what does not."""
    paired: set[tuple[int, str, str]] = set()
    for (protocol, tag), rows in given.marks.groups.items():
        overall = given.marks.rows.get(protocol)
        if overall is None or len(rows) <= 1 or not on_scale(overall.name):
            continue
        for pair in overall.pairs:
            paired |= {(0, protocol, tag), (pair.second, protocol, tag)}
            yield _pair_chart(protocol, tag, pair.second, given)
    for place, record in enumerate(given.records):
        for result in record.results:
            for tag, groups in result.groups.items():
                drawable = len(groups) > 1 and on_scale(next(iter(scores(result.metrics)), "bpb"))
                if drawable and (place, result.protocol, tag) not in paired:
                    yield _single_chart(result, tag, place, given)


def _pair_chart(protocol: str, tag: str, second: int, given: Given) -> Chart:
    overall, rows = given.marks.rows[protocol], given.marks.groups[protocol, tag]
    result = next(one for one in given.records[0].results if one.protocol == protocol)
    ranked = sorted(rows, key=lambda row: (-_pair(row, second).evidence.difference, row.group))
    every = [overall, *ranked]
    scale = metric_scale(overall.name)
    found = [in_points(second, _name(row), _pair(row, second), scale, "", row.n) for row in every]
    styles = [own_styles(given.labels)[place] for place in (0, second)]
    first, later = styles[0].label, styles[1].label
    marked = sum(bool(significance(one.pair, given)) for one in found[1:])
    caption = (
        f"{_heading(result)}, {overall.name} by {tag}, sorted by the difference of {later} from {first} on "
        f"the same items; lines are 95 % intervals of the paired difference. {_tally(marked, rows, tag)}"
    )
    title = f"{result.title} by {tag}: {later} against {first}"
    best, worst = found[1], found[-1]
    told = (
        f"{len(rows)} rows, from {best.title} ({signed(best.value, 1)} points) to {worst.title} "
        f"({signed(worst.value, 1)} points); overall {signed(found[0].value, 1)}."
    )
    spec = _pair_spec(every, found, styles, given)
    table = _pair_table(title, tag, every, found, given)
    return Chart(title, tuple(styles), (Panel("", spec, told),), caption, (table,))


def _tally(marked: int, rows: Sequence[Row], tag: str) -> str:
    manner = f"after Holm's correction over {rows[0].pairs[0].family} tests"
    if not marked:
        return f"No {tag} differs beyond chance {manner}."
    return f"{DAGGER} differs beyond chance {manner}: {marked} of {len(rows)}."


def _pair(row: Row, second: int) -> Pair:
    return next(pair for pair in row.pairs if pair.second == second)


def _name(row: Row) -> str:
    return row.group.replace("_", " ") or "Overall"


def _pair_spec(
    rows: Sequence[Row], found: Sequence[Difference], styles: Sequence[Style], given: Given
) -> dict[str, object]:
    """Draw both scores of every line at the left, their difference at the right."""
    scale, second = metric_scale(rows[0].name), found[0].second
    values = [[scale * row.estimates[place].value for place in (0, second)] for row in rows]
    both = [
        Line(one.title, tuple(map(Mark, pair, styles)), heading=not row.group, linked=True)
        for one, pair, row in zip(found, values, rows, strict=True)
    ]
    apart = [
        Line(
            "",
            (Mark(one.value, styles[1], one.low, one.high),),
            signed(one.value, 1) + significance(one.pair, given),
            heading=not row.group,
        )
        for one, row in zip(found, rows, strict=True)
    ]
    ends = [end for one in found for end in (one.value, one.low, one.high, 0.0) if end is not None]
    left = Axis("Score, %", *span([value for pair in values for value in pair]))
    right = Axis("Difference, points", *span(ends), rule=0.0)
    panels = [row_chart(both, left, width=_SIDE), row_chart(apart, right, width=_SIDE + 40, labels=False)]
    return whole({"hconcat": panels, "spacing": 28})


def _pair_table(
    title: str, tag: str, rows: Sequence[Row], found: Sequence[Difference], given: Given
) -> ReleaseTable:
    second = found[0].second
    heads = [Column(tag.capitalize(), "left"), Column(given.labels[0]), Column(given.labels[second])]
    heads += [Column(name) for name in ("Items", "Improvement (points)", "SE", "95% CI", "p", "Holm p")]
    lines = []
    for row, one in zip(rows, found, strict=True):
        name = Cell(row.group or "Overall", bold=not row.group)
        held = [_score(row.estimates[place], row.name) for place in (0, second)]
        lines.append((name, *held, *evidence_cells(one, given)))
    said = (
        f"Scores {PLUS_MINUS} standard error. SE and interval are those of the paired difference. {DAGGER}: "
        f"Holm's p over the rows by {tag} is at most 5 %; the overall row is tested among whole benchmarks."
    )
    return ReleaseTable(Table(tuple(heads), tuple(lines), title, (said,)))


def _score(one: Estimate, metric: str) -> Cell:
    scale = metric_scale(metric)
    error = "" if one.stderr is None else f" {PLUS_MINUS} {figure(one.stderr, metric, more=1)}"
    numbers = {"value": scale * one.value, "stderr": None if one.stderr is None else scale * one.stderr}
    return Cell(figure(one.value, metric, more=1) + error, numbers)


def _single_chart(result: TaskResult, tag: str, place: int, given: Given) -> Chart:
    metric, overall = next(iter(scores(result.metrics).items()))
    style, scale = own_styles(given.labels)[place], metric_scale(metric)
    ranked = [(name, result.groups[tag][name][metric]) for name in ranked_groups(result, tag)]
    lines = [
        Line(name.replace("_", " "), (_single_mark(one, style, scale),), figure(one.value, metric))
        for name, one in ranked
    ]
    ends = [end for line in lines for mark in line.marks for end in (mark.value, mark.low, mark.high)]
    axis = Axis("Score, %", *span([end for end in ends if end is not None]), rule=scale * overall.value)
    told = f"From {lines[0].label} {lines[0].text} to {lines[-1].label} {lines[-1].text}."
    caption = (
        f"{_heading(result)}, {metric} by {tag} with 95 % intervals; the line is the whole benchmark "
        f"({figure(overall.value, metric)})."
    )
    title = f"{result.title} by {tag}: {style.label}"
    heads = (Column(tag.capitalize(), "left"), *map(Column, ("Items", "Score", "95% CI")))
    rows = [
        (Cell(name or "Overall", bold=not name), Cell(f"{one.n:,}"), _score(one, metric), _ends(one, scale))
        for name, one in [("", overall), *ranked]
    ]
    panel = Panel("", whole(row_chart(lines, axis)), told)
    table = ReleaseTable(Table(heads, tuple(rows), title))
    return Chart(title, (style,), (panel,), caption, (table,))


def _single_mark(one: Estimate, style: Style, scale: float) -> Mark:
    low, high = (None if end is None else scale * end for end in (one.low, one.high))
    return Mark(scale * one.value, style, low, high)


def _ends(one: Estimate, scale: float) -> Cell:
    if one.low is None or one.high is None:
        return Cell(MISSING)
    return Cell(f"{scale * one.low:.1f} to {scale * one.high:.1f}")


def _heading(result: TaskResult) -> str:
    return f"{result.title}, {setting_label(result.setting)}"
