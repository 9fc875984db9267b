"""The tables of a comparison.

Two runs: scores with the improvement (the usual table of a model comparison), then the paired evidence in a
second table, so that neither is too wide to read. More runs: a matrix a task. The comma-separated file has
everything, a row a pair, under names that a program can rely on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from qarat.report.compare.types import ALPHA, ComparedTask, Comparison, Pair, Row
from qarat.report.tables import (
    MISSING,
    Cell,
    Column,
    Section,
    Table,
    score_cell,
    signed,
)
from qarat.scoring.metrics import Metric

_TWO = 2
_P_FLOOR = 1e-4
_BITS_DIGITS = 4

_EVIDENCE = (
    "SE and 95% CI are the paired difference's. Flips: items on which only the first : only the second model "
    "scores higher. p: {tests}. Holm p: adjusted, family of {family}. Least p: the smallest "
    "that so many flips allow. MDE: the gap that would have been found four times out of five. Relative: the "
    "difference as a share of the first score, not points."
)
_MEASURED = (
    "difference", "test", "p", "attainable", "lost", "gained", "units", "differing", "detectable",
)  # fmt: skip
_TESTS = {
    "exact McNemar": "exact McNemar",
    "sign flips": "sign flips of items or clusters",
    "t": "paired t on items or clusters",
}


def written_tables(comparison: Comparison) -> list[Table]:
    """Return all tables: runs, scores, evidence, groups with their evidence, refusals."""
    return [_runs_table(comparison), *_comparison_tables(comparison, groups=True, compact=False)]


def terminal_tables(comparison: Comparison, *, groups: bool) -> list[Table]:
    """Return the tables for the terminal: the groups' evidence is cut to fit beside the scores."""
    return _comparison_tables(comparison, groups=groups, compact=True)


def _comparison_tables(comparison: Comparison, *, groups: bool, compact: bool) -> list[Table]:
    labels = [run.label for run in comparison.runs]
    tables: list[Table] = []
    if len(labels) == _TWO:
        rows = [(task, row) for task in comparison.tasks for row in task.rows]
        for unit in dict.fromkeys(row.metric.unit for _, row in rows):
            tables += _headline_tables([(task, row) for task, row in rows if row.metric.unit == unit], labels)
        if tables:
            tables[-1] = replace(tables[-1], remarks=(_explanation([row for _, row in rows]),))
        for task in comparison.tasks if groups else ():
            for tag in task.groups:
                tables += _group_tables(task, tag, labels, compact=compact)
    else:
        tables += [_matrix(task, row, labels) for task in comparison.tasks for row in task.rows]
        for task in comparison.tasks if groups else ():
            tables += [_group_scores(task, tag, labels) for tag in task.groups]
    if comparison.refusals:
        tables.append(_refusal_table(comparison))
    return tables


def _runs_table(comparison: Comparison) -> Table:
    columns = tuple(Column(title, "left") for title in ("Run", "Weights", "dtype", "Engine", "Folder"))
    rows = tuple(
        tuple(Cell(text) for text in (run.label, run.model.fingerprint, run.model.dtype, run.model.engine,
                                      run.path.name))
        for run in comparison.runs
    )  # fmt: skip
    weights = {(run.model.fingerprint, run.model.dtype, run.model.engine) for run in comparison.runs}
    remarks = ("Some runs are of the same weights, dtype and engine.",) if len(weights) < len(rows) else ()
    return Table(columns, rows, "Runs compared", remarks)


def _headline_tables(rows: Sequence[tuple[ComparedTask, Row]], labels: Sequence[str]) -> list[Table]:
    """Scores with the improvement, then the evidence, of all tasks measured in one unit; a section a task."""
    metric = rows[0][1].metric
    scores: list[tuple[Cell, ...] | Section] = []
    evidence: list[tuple[Cell, ...] | Section] = []
    for task, members in groupby(rows, key=itemgetter(0)):
        section = Section(f"{_task_text(task)}: {task.n:,} items{_partial_text(task)}")
        scores.append(section)
        evidence.append(section)
        for _, row in members:
            name = Cell(row.metric.label)
            scores.append((name, *_scores(row), _improvement(row), Cell(row.pairs[0].verdict.text)))
            evidence.append((name, *_evidence_cells(row)))
    columns = (
        Column("Score", "left"),
        *(Column(label) for label in labels),
        Column(_improvement_title(metric)),
        Column("Verdict", "left"),
    )
    caption = f"{labels[1]} against {labels[0]}{_unit_text(metric)}"
    heads = (Column("Score", "left"), *_evidence_columns())
    return [
        Table(columns, tuple(scores), caption),
        Table(heads, tuple(evidence), f"Paired evidence{_unit_text(metric)}"),
    ]


def _group_tables(task: ComparedTask, tag: str, labels: Sequence[str], *, compact: bool) -> list[Table]:
    """Scores by group of the headline metric, overall first; the other metrics are in the file of values."""
    head = task.rows[0]
    rows = [row for row in task.groups[tag] if row.name == head.name]
    columns = (
        Column(tag.capitalize(), "left"),
        *(Column(label) for label in labels),
        Column("Points" if compact and head.metric.unit == "fraction" else _improvement_title(head.metric)),
    )
    extra = (Column("Flips"), Column("Holm p")) if compact else ()
    cells = []
    for row in (head, *rows):
        name = Cell(row.group or "Overall", bold=not row.group)
        line = (name, *_scores(row), _improvement(row))
        if compact:
            adjusted = row.pairs[0].adjusted
            line += (_flips_cell(row.pairs[0]), Cell(_p_text(adjusted), {"holm_p": adjusted}))
        cells.append(line)
    caption = f"{_task_text(task)}, by {tag}" + (f", {head.metric.label}" if len(task.rows) > 1 else "")
    caption += _way_text(head.metric) + _partial_text(task)
    main = Table((*columns, *extra), tuple(cells), caption, (_tally(rows, labels),))
    if compact:
        return [main]
    evidence = tuple(
        (
            Cell(row.group),
            Cell(f"{row.n:,}", {"n": row.n}),
            *_evidence_cells(row),
            Cell(row.pairs[0].verdict.text),
        )
        for row in rows
    )
    heads = (columns[0], Column("Items"), *_evidence_columns(), Column("Verdict", "left"))
    return [main, Table(heads, evidence, f"{caption}: paired evidence", (_explanation(rows),))]


def _matrix(task: ComparedTask, row: Row, labels: Sequence[str]) -> Table:
    """Scores on the diagonal, differences above it, the detectable gap below."""
    runs = task.runs
    pairs = {(pair.first, pair.second): pair for pair in row.pairs}
    lines = []
    for one in runs:
        cells = [Cell(labels[one], bold=True)]
        for two in runs:
            if one == two:
                cells.append(_score(row, one))
            elif (one, two) in pairs:
                difference = _difference(pairs[one, two], row.metric)
                mark = "*" if difference.bold else "\N{NO-BREAK SPACE}"
                cells.append(replace(difference, text=difference.text + mark))
            else:
                gap = pairs[two, one].evidence.detectable
                cells.append(Cell(_unsigned(gap, row.metric), {"detectable": gap}))
        lines.append(tuple(cells))
    unit = "in points" if row.metric.unit == "fraction" else f"in {row.metric.unit}, lower is better"
    remark = (
        f"Diagonal: score. Above: the column's model minus the row's, {unit}; * where Holm's p over the "
        f"{row.pairs[0].family} tests of all matrices is at most {ALPHA}. Below: the gap that these items "
        "would have shown four times out of five."
    )
    columns = (Column("", "left"), *(Column(labels[run]) for run in runs))
    caption = f"{_task_text(task)}, {row.metric.label}: {row.n:,} items{_partial_text(task)}"
    return Table(columns, tuple(lines), caption, (remark,))


def _group_scores(task: ComparedTask, tag: str, labels: Sequence[str]) -> Table:
    """Scores of three and more runs by group, marked where they differ from the first of them."""
    head = task.rows[0]
    rows = [row for row in task.groups[tag] if row.name == head.name]
    lines = []
    for row in (head, *rows):
        wins = {pair.second for pair in row.pairs if pair.first == task.runs[0] and pair.adjusted <= ALPHA}
        cells = [_score(row, run) for run in task.runs]
        marks = ["*" if run in wins else "\N{NO-BREAK SPACE}" for run in task.runs]
        marked = [replace(cell, text=cell.text + mark) for cell, mark in zip(cells, marks, strict=True)]
        lines.append((Cell(row.group or "Overall", bold=not row.group), *marked))
    columns = (Column(tag.capitalize(), "left"), *(Column(labels[run]) for run in task.runs))
    caption = (
        f"{_task_text(task)}, by {tag}, {head.metric.label}{_way_text(head.metric)}{_partial_text(task)}"
    )
    remark = (
        f"* differs from {labels[task.runs[0]]}: Holm's p is at most {ALPHA}, over {rows[0].pairs[0].family} "
        f"tests, of all pairs by {tag}; the overall row belongs to the family of all tasks."
    )
    return Table(columns, tuple(lines), caption, (remark,))


def _refusal_table(comparison: Comparison) -> Table:
    columns = (
        Column("Task", "left"),
        Column("Run", "left"),
        Column("Reason", "left"),
        Column("Detail", "left"),
    )
    rows = tuple(
        (Cell(refusal.task), Cell(", ".join(refusal.runs)), Cell(refusal.reason), Cell(refusal.detail))
        for refusal in comparison.refusals
    )
    return Table(columns, rows, "Not compared")


def _evidence_columns() -> tuple[Column, ...]:
    return tuple(
        Column(title) for title in ("SE", "95% CI", "Flips", "p", "Holm p", "Least p", "MDE", "Relative")
    )


def _evidence_cells(row: Row) -> tuple[Cell, ...]:
    pair = row.pairs[0]
    found = pair.evidence
    interval = MISSING
    if found.low is not None and found.high is not None:
        interval = f"{_signed(found.low, row.metric)} to {_signed(found.high, row.metric)}"
    return (
        Cell(_unsigned(found.stderr, row.metric), {"stderr": found.stderr}),
        Cell(interval, {"low": found.low, "high": found.high}),
        _flips_cell(pair),
        Cell(_p_text(found.p), {"p": found.p}),
        Cell(_p_text(pair.adjusted), {"holm_p": pair.adjusted}, bold=pair.adjusted <= ALPHA),
        Cell(_p_text(found.attainable), {"attainable_p": found.attainable}),
        Cell(_unsigned(found.detectable, row.metric), {"detectable": found.detectable}),
        Cell(
            MISSING if pair.relative is None else signed(100 * pair.relative, 1) + "%",
            {"relative": pair.relative},
        ),
    )


def _scores(row: Row) -> tuple[Cell, ...]:
    return tuple(_score(row, run) for run in row.estimates)


def _score(row: Row, run: int) -> Cell:
    estimate = row.estimates[run]
    if row.metric.unit == "fraction":
        return score_cell(estimate.value, estimate.stderr)
    return score_cell(estimate.value, estimate.stderr, percent=False, digits=_BITS_DIGITS)


def _improvement(row: Row) -> Cell:
    return _difference(row.pairs[0], row.metric)


def _difference(pair: Pair, metric: Metric) -> Cell:
    found = pair.evidence.difference
    return Cell(_signed(found, metric), {"difference": found}, bold=pair.verdict.kind == "significant")


def _improvement_title(metric: Metric) -> str:
    return "Improvement (points)" if metric.unit == "fraction" else "Change"


def _unit_text(metric: Metric) -> str:
    """Name a unit that is not the usual one, and which way is better."""
    return "" if metric.unit == "fraction" else f" in {metric.unit}{_way_text(metric)}"


def _way_text(metric: Metric) -> str:
    return " (lower is better)" if metric.better == "lower" else ""


def _flips_cell(pair: Pair) -> Cell:
    found = pair.evidence
    return Cell(f"{found.lost:,} : {found.gained:,}", {"lost": found.lost, "gained": found.gained})


def _tally(rows: Sequence[Row], labels: Sequence[str]) -> str:
    """How many groups each model wins once all are considered together."""
    kinds = [row.pairs[0].verdict for row in rows]
    wins = [
        sum(verdict.kind == "significant" and verdict.better == run for verdict in kinds)
        for run in rows[0].estimates
    ]
    won = ", ".join(f"{label} better in {count}" for label, count in zip(labels, wins, strict=True))
    said = f"After Holm's correction over {len(rows)} groups: {won}, {len(rows) - sum(wins)} undecided."
    return f"{said} The improvements in bold are these." if any(wins) else said


def _explanation(rows: Sequence[Row]) -> str:
    tests = dict.fromkeys(_TESTS[row.pairs[0].evidence.test] for row in rows)
    return _EVIDENCE.format(tests=" or ".join(tests), family=rows[0].pairs[0].family)


def _task_text(task: ComparedTask) -> str:
    return f"{task.title}, {task.setting}"


def _partial_text(task: ComparedTask) -> str:
    if not task.partial:
        return ""
    if task.failed:
        return f" (partial: {task.n:,} of {task.total:,} items, {task.failed:,} failed)"
    return f" (partial: first {task.n:,} of {task.total:,} items)"


def _signed(value: float, metric: Metric) -> str:
    return signed(100 * value) if metric.unit == "fraction" else signed(value, _BITS_DIGITS)


def _unsigned(value: float | None, metric: Metric) -> str:
    if value is None or (metric.unit == "fraction" and value > 1):
        return MISSING
    return f"{100 * value:.2f}" if metric.unit == "fraction" else f"{value:.{_BITS_DIGITS}f}"


def _p_text(p: float) -> str:
    if p < _P_FLOOR:
        return "<0.0001"
    return f"{p:.2g}" if p < 0.1 else f"{p:.2f}"  # noqa: PLR2004 - two significant digits either way


def comparison_csv(comparison: Comparison) -> str:
    """Every pair of every row and every refusal, exact numbers as fractions or in the score's unit."""
    out = io.StringIO()
    records = [*_pair_records(comparison), *_refusal_records(comparison)]
    fields = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(out, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def _pair_records(comparison: Comparison) -> Iterator[dict[str, object]]:
    for task in comparison.tasks:
        for row in (*task.rows, *(row for rows in task.groups.values() for row in rows)):
            for pair in row.pairs:
                yield _pair_record(comparison, task, row, pair)


def _pair_record(comparison: Comparison, task: ComparedTask, row: Row, pair: Pair) -> dict[str, object]:
    found = pair.evidence
    scores = {
        f"{place}_{part}": getattr(row.estimates[run], part)
        for place, run in (("first", pair.first), ("second", pair.second))
        for part in ("value", "stderr", "low", "high")
    }
    return {
        "task": task.task,
        "setting": task.setting,
        "protocol": task.protocol,
        "metric": row.name,
        "unit": row.metric.unit,
        "higher_is_better": row.metric.better == "higher",
        "tag": row.tag,
        "group": row.group,
        "n": row.n,
        "partial": task.partial,
        "first": comparison.runs[pair.first].label,
        "second": comparison.runs[pair.second].label,
        **scores,
        "difference_stderr": found.stderr,
        "difference_low": found.low,
        "difference_high": found.high,
        "relative": pair.relative,
        "holm_p": pair.adjusted,
        "holm_family": pair.family,
        **{part: getattr(found, part) for part in _MEASURED},
        "verdict": pair.verdict.kind,
        "detail": pair.verdict.text,
    }


def _refusal_records(comparison: Comparison) -> Iterator[dict[str, object]]:
    for refusal in comparison.refusals:
        first, *others = refusal.runs
        yield {
            "task": refusal.task,
            "first": first,
            "second": "; ".join(others),
            "verdict": f"refused: {refusal.reason}",
            "detail": refusal.detail,
        }
