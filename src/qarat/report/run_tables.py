"""What the terminal shows of a plan and of a run: scores with their errors, tokens with their ratios.

A count of failures stands in the row of its score, because a score without it is a different number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qarat.evaluate.record import RunRecord
from qarat.report.summary import exact_figure, score_row, setting_label, suspicion
from qarat.report.tables import PLUS_MINUS, Cell, Column, Table
from qarat.scoring.metrics import BESIDE, METRICS

if TYPE_CHECKING:
    from qarat.evaluate.plan import Plan

_KILO, _MEGA, _GIB = 1000, 1000**2, 1024**3
_TOKENS = ("request_tokens", "baseline_tokens", "unique_tokens")
_PRICES = ("items", "requests", *_TOKENS)


def score_table(record: RunRecord) -> Table:
    """Return a row a metric: task, setting, items, value with standard error, 95 % interval, failures."""
    failures = any(result.errors for result in record.results)
    lines = []
    for result in record.results:
        row = score_row(result)
        failed = ", ".join(f"{count:,} {boundary}" for boundary, count in result.errors.items())
        head = (result.task, row.setting, row.items, failed or ("0" if failures else ""), *row.beside)
        scores = [(one.metric, f"{one.value} {PLUS_MINUS} {one.stderr}", one.interval) for one in row.metrics]
        for metric in scores or [("", "none", "")]:
            lines.append((*head, *metric))
            head = ("",) * len(head)
    labels = (METRICS[name].label for name in BESIDE)
    return _table(("Task", "Setting"), ("Items", "Failed", *labels, "Metric", "Score", "95 %"), lines)


def remarks(record: RunRecord) -> list[str]:
    """Return what must be said beside the scores: suspicions, failures with their bounds, notes."""
    lines = []
    for result in record.results:
        lines += [f"warning: {told}"] if (told := suspicion(result, record.model)) else []
        for metric, (worst, best) in result.bounds.items() if result.failed else ():
            lines.append(
                f"{result.file}: {metric} is {exact_figure(worst, metric)} with failures counted as wrong, "
                f"{exact_figure(best, metric)} without them"
            )
        lines += [f"{result.file}: {note}" for note in result.notes]
    if record.config.get("unsafe_local_exec"):
        lines.append("warning: what the model programmed ran without a sandbox")
    return [*lines, *(f"not run: {spec}: {reason}" for spec, reason in record.left_out)]


def changes(before: RunRecord, after: RunRecord) -> list[str]:
    """Return a line for every score that differs between two records of the same run, or that none does."""
    earlier = {result.file: result for result in before.results}
    lines = []
    for result in after.results:
        old = earlier[result.file].metrics
        for name, estimate in result.metrics.items():
            if name not in old:
                lines.append(f"{result.file}: {name} is new, {exact_figure(estimate.value, name)}")
            elif estimate.value != old[name].value:
                was, now = exact_figure(old[name].value, name), exact_figure(estimate.value, name)
                lines.append(f"{result.file}: {name} was {was}, is {now}")
    return lines or ["no score changed"]


def token_table(record: RunRecord, usage: Mapping[str, Any]) -> Table | str:
    """Return a row a task: tokens asked for, computed by a baseline, distinct; their ratio; speed.

    `usage` is the content of `usage.json`; tasks that the journal answered whole have no figures and no row.
    """
    tasks = usage.get("tasks", {})
    asked = [(result, tasks[result.file]) for result in record.results if tasks.get(result.file)]
    if not asked:
        known = any(result.n for result in record.results)
        return "no model was asked" + (": every answer came from the journal" if known else "")
    counted = [(result, figures) for result, figures in asked if "requests" in figures]
    if not counted:
        return "the model failed before it could tell its figures"
    lines = []
    for result, figures in counted:
        computed = "computed_tokens" if "computed_tokens" in figures else "unique_tokens"
        lines.append(
            (
                f"{result.task}, {setting_label(result.setting)}",
                *(_count(figures, name) for name in ("requests", *_TOKENS)),
                _ratio(figures, "baseline_tokens", "unique_tokens", ".1f"),
                _ratio(figures, computed, "seconds", ",.0f"),
                _ratio(figures, "floor_seconds", "busy_seconds", ".2f"),
            )
        )
    titles = ("requests", "asked", "baseline", "unique", "ratio", "tokens/s", "floor/ actual")
    return _table(("Tokens",), titles, lines)


def memory_text(usage: Mapping[str, Any]) -> str:
    """Say how much memory the run took at most."""
    return f"peak memory {usage.get('peak_memory_bytes', 0.0) / _GIB:.2f} GiB"


def plan_rows(plan: Plan, figures: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    """Return a plan as plain data, one mapping a task; `figures` are the planner's."""
    return [
        {
            "task": planned.task.name,
            "setting": setting_label(planned.setting),
            "protocol": planned.protocol,
            "items": len(planned.items),
            "total": planned.total,
            **priced,
            **({"fault": planned.fault} if planned.fault else {}),
        }
        for planned, priced in zip(plan.tasks, figures, strict=True)
    ]


def plan_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the rows of `plan_rows` with their sum."""
    lines = [
        (row["protocol"] or row["fault"], *(_count(row, name) for name in _PRICES), _clock(row))
        for row in rows
    ]
    if len(rows) > 1:
        known = [name for name in (*_PRICES, "seconds") if any(name in row for row in rows)]
        total = {name: sum(row.get(name, 0) for row in rows) for name in known}
        lines.append(("all", *(_count(total, name) for name in _PRICES), _clock(total)))
    titles = ("items", "requests", "asked", "baseline", "unique", "estimate")
    return _table(("Protocol",), titles, lines)


def _table(left: Sequence[str], right: Sequence[str], lines: Sequence[Sequence[str]]) -> Table:
    """Return a table of the columns that have anything to say."""
    columns = [*(Column(title, "left") for title in left), *(Column(title) for title in right)]
    told = [place for place in range(len(columns)) if any(line[place] for line in lines)]
    cells = tuple(tuple(Cell(line[place]) for place in told) for line in lines)
    return Table(tuple(columns[place] for place in told), cells)


def _count(figures: Mapping[str, float], name: str) -> str:
    """Print a count: items exactly, tokens as far as a person reads them."""
    value = figures.get(name)
    if value is None:
        return ""
    if name == "items" or value < 10 * _KILO:
        return f"{value:,.0f}"
    return f"{value / _KILO:,.1f}k" if value < _MEGA else f"{value / _MEGA:,.1f}M"


def _ratio(figures: Mapping[str, float], over: str, under: str, form: str) -> str:
    return format(figures[over] / figures[under], form) if figures.get(over) and figures.get(under) else ""


def _clock(figures: Mapping[str, float]) -> str:
    if "seconds" not in figures:
        return ""
    minutes, seconds = divmod(round(figures["seconds"]), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{figures['seconds']:.1f} s"
