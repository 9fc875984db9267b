"""Forest plot: by how much each later run differs from the first, with the interval of the paired difference.

The evidence is that behind the daggers of the tables (`release.marks`), so the two cannot disagree. A group's
difference is the mean of its parts' differences, by the definition that makes its score; it is shown with its
interval and not tested, since its parts are. The average over all benchmarks has an interval that holds even
if they share items, as HumanEval and HumanEval+ do: ends and standard errors are averaged like the
differences, as if all errors went the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qarat.errors import UsageError
from qarat.report.charts.chart import Chart, Panel
from qarat.report.charts.rows import DIAMOND, GAP, Axis, Line, Mark, Style, own_styles, row_chart, span, whole
from qarat.report.compare.types import Pair
from qarat.report.release.rows import Line as ReleaseLine
from qarat.report.release.rows import Sheet, part_result
from qarat.report.release.tables import INDENT, Given, ReleaseTable
from qarat.report.release.values import on_scale
from qarat.report.summary import metric_scale
from qarat.report.tables import MISSING, Cell, Column, Section, Table, signed
from qarat.stats.interval import z_quantile
from qarat.stats.standard_error import mean
from qarat.suites.groups import group_score, part_score


@dataclass(frozen=True, slots=True)
class Difference:
    """Run `second` minus the first, in points, with its standard error and 95 % interval.

    `pair` is the tested evidence, None of a mean. `n` counts items, 0 of a mean.
    """

    section: str
    title: str
    second: int
    value: float
    stderr: float | None
    low: float | None
    high: float | None
    n: int = 0
    pair: Pair | None = None


def difference_chart(sheet: Sheet, given: Given) -> Chart | None:
    """Return the forest plot of a sheet; None where nothing could be compared."""
    found = list(_differences(sheet, given))
    if not found:
        return None
    found += list(_averages(found))
    styles = own_styles(given.labels)
    lines = _lines(found, styles, given)
    ends = [end for one in found for end in (one.value, one.low, one.high, 0.0) if end is not None]
    later = dict.fromkeys(one.second for one in found)
    axis = Axis(f"Difference from {given.labels[0]}, points", *span(ends, 5.0), rule=0.0)
    told = "; ".join(
        f"{one.title}, {given.labels[one.second]}: {signed(one.value, 1)}{_mark(one, given)}" for one in found
    )
    return Chart(
        f"{sheet.title}: paired differences",
        tuple(styles[place] for place in later),
        (Panel("", whole(row_chart(lines, axis, width=420)), f"Differences in points. {told}."),),
        _caption(found, given),
        (ReleaseTable(_table(sheet, found, given)),),
    )


def in_points(second: int, title: str, pair: Pair, scale: float, section: str, n: int) -> Difference:
    """Return the evidence of a pair in points."""
    one = pair.evidence
    stderr, low, high = (None if it is None else scale * it for it in (one.stderr, one.low, one.high))
    return Difference(section, title, second, scale * one.difference, stderr, low, high, n, pair)


def interval_text(one: Difference) -> str:
    """Print the ends of an interval; a dash where there is none."""
    return (
        MISSING if one.low is None or one.high is None else f"{signed(one.low, 1)} to {signed(one.high, 1)}"
    )


def p_text(p: float) -> str:
    """Print a p-value with two digits."""
    return "<0.0001" if p < 1e-4 else f"{p:.2g}"  # noqa: PLR2004 - below, digits say nothing


def _differences(sheet: Sheet, given: Given) -> Iterator[Difference]:
    for line in sheet.lines:
        if line.group:
            yield from _group_differences(line, given)
            continue
        first = line.results[0]
        row = given.marks.rows.get(first.protocol) if first else None
        if row is None or not on_scale(row.name):
            continue
        title = (INDENT if line.part else "") + line.title
        for pair in row.pairs:
            other = line.results[pair.second]
            if other and first and other.protocol == first.protocol:
                yield in_points(pair.second, title, pair, metric_scale(row.name), line.section, row.n)


def _group_differences(line: ReleaseLine, given: Given) -> Iterator[Difference]:
    if line.group is None:
        return
    for second in range(1, len(given.records)):
        parts = {}
        metric = ""
        for part in line.group.parts:
            held = [part_result(part.spec, given.records[place]) for place in (0, second)]
            if not (held[0] and held[1]) or held[0].protocol != held[1].protocol:
                continue
            protocol = held[0].protocol
            whole_row = [given.marks.rows[protocol]] if protocol in given.marks.rows else []
            rows = given.marks.groups.get((protocol, part.over), []) if part.over else whole_row
            pairs = {row.group: pair.evidence for row in rows for pair in row.pairs if pair.second == second}
            if pairs:
                metric = rows[0].name
                parts[part.spec] = part_score(
                    {key: (one.difference, one.stderr) for key, one in pairs.items()}
                )
        try:
            value, stderr = group_score(line.group, parts)
        except UsageError:
            continue
        if on_scale(metric):
            scale = metric_scale(metric)
            # Runs that agree on every item have no spread to make an interval of.
            half = scale * z_quantile() * stderr if stderr else None
            ends = (None, None) if half is None else (scale * value - half, scale * value + half)
            error = None if stderr is None else scale * stderr
            yield Difference(line.section, line.title, second, scale * value, error, *ends)


def _averages(found: Sequence[Difference]) -> Iterator[Difference]:
    """Return the mean over what a table has as rows of its own: parts are in their group's."""
    for second in dict.fromkeys(one.second for one in found):
        held = [one for one in found if one.second == second and not one.title.startswith(INDENT)]
        if len(held) > 1:
            stderr, low, high = (
                _mean_of([getattr(one, name) for one in held]) for name in ("stderr", "low", "high")
            )
            value = mean([one.value for one in held])
            yield Difference("", f"Average of {len(held)}", second, value, stderr, low, high)


def _mean_of(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if len(known) == len(values) else None


def _lines(found: Sequence[Difference], styles: Sequence[Style], given: Given) -> list[Line]:
    lines: list[Line] = []
    section, before = "", ""
    for one in found:
        if one.section and one.section != section:
            lines.append(Line(section := one.section, heading=True))
        style = styles[one.second] if one.pair else replace(styles[one.second], shape=DIAMOND)
        mark = Mark(one.value, style, one.low, one.high)
        fresh = one.title != before
        text = f"{signed(one.value, 1)}{_mark(one, given)}"
        average = not one.section and one.pair is None
        title, gap = one.title.removeprefix(INDENT) if fresh else "", (5 + GAP * average) * fresh
        lines.append(Line(title, (mark,), text, gap, part=one.title.startswith(INDENT)))
        before = one.title
    return lines


def _mark(one: Difference, given: Given) -> str:
    return significance(one.pair, given)


def significance(pair: Pair | None, given: Given) -> str:
    """Return the dagger of a tested pair whose adjusted p is small enough."""
    return given.marks.sign(pair.adjusted) if pair else ""


def _caption(found: Sequence[Difference], given: Given) -> str:
    said = f"Later run minus {given.labels[0]} on the same items, in points: right of the line the later run"
    parts = [f"{said} is better. Lines are 95 % intervals of the paired difference."]
    if any(one.pair is None and one.section for one in found):
        parts.append("Diamonds are means, shown with their interval and not tested.")
    if any(one.pair is None and not one.section for one in found):
        parts.append("The average's interval holds even if benchmarks share items.")
    return " ".join([*parts, f"{given.marks.legend()}."])


def _table(sheet: Sheet, found: Sequence[Difference], given: Given) -> Table:
    titles = ("Items", "Improvement (points)", "SE", "95% CI", "p", "Holm p")
    heads = (Column("Benchmark", "left"), Column("Run", "left"), *map(Column, titles))
    rows: list[tuple[Cell, ...] | Section] = []
    section = ""
    for one in found:
        if one.section and one.section != section:
            rows.append(Section(section := one.section))
        rows.append((Cell(one.title), Cell(given.labels[one.second]), *evidence_cells(one, given)))
    caption = f"{sheet.title}: paired differences from {given.labels[0]}"
    return Table(heads, tuple(rows), caption, (f"{given.marks.legend()}.",))


def evidence_cells(one: Difference, given: Given) -> tuple[Cell, ...]:
    """Return items, difference with its mark, standard error, interval and p-values of a difference."""
    pair = one.pair
    numbers = {"value": one.value, "stderr": one.stderr, "low": one.low, "high": one.high}
    return (
        Cell(f"{one.n:,}" if one.n else MISSING, {"n": float(one.n)} if one.n else {}),
        Cell(signed(one.value) + _mark(one, given), numbers, bold=bool(_mark(one, given))),
        Cell(MISSING if one.stderr is None else f"{one.stderr:.2f}"),
        Cell(interval_text(one)),
        Cell(p_text(pair.evidence.p) if pair else MISSING, {"p": pair.evidence.p} if pair else {}),
        Cell(p_text(pair.adjusted) if pair else MISSING, {"p": pair.adjusted} if pair else {}),
    )
