"""One score of a run in full: what was sent, what came back, what was read off it, and why it scores so."""

from __future__ import annotations

from qarat.errors import UsageError, did_you_mean
from qarat.evaluate.folder import Run
from qarat.evaluate.record import SampleRecord, TaskResult
from qarat.report.summary import setting_label

RULE = "-" * 72


def explain(run: Run, task: str, item: str) -> str:
    """Return the explanation of one item as plain text.

    `task` is the name of a task or of its file of samples, and may be left out where the run has one; `item`
    is an id, or else a place from 0.

    Raises:
        UsageError: the run has no such task, several of that name, or no such item.
    """
    result = _result(run, task)
    row = _row(run.samples(result.file), item, result)
    head = f"{result.title}, {setting_label(result.setting)}, item {row.id}, protocol {result.protocol}"
    lines = [head, RULE, row.prompt, RULE]
    for text, total in zip(row.continuations, row.outputs, strict=False):
        lines.append(f"{total:12.4f}  {text!r}")
    for number, text in enumerate(row.completions):
        ending = "" if row.finished[number] else ", cut off by the token limit"
        lines += [
            f"output {number + 1} of {len(row.completions)}, {row.lengths[number]} tokens{ending}:",
            text,
            RULE,
        ]
    lines += [f"{name}: {text}" for name, text in reasons(row)]
    lines += [f"{name} = {value:g}" for name, value in row.values.items()]
    return "\n".join(lines)


def reasons(row: SampleRecord) -> tuple[tuple[str, str], ...]:
    """Return what was expected, what was read off the output and why it scores so, as (name, text)."""
    found = [("gold", row.gold), ("answer", row.answer if row.extracted else "(none found)")]
    found += [("why", row.explanation), ("note", row.note), ("error", row.error)]
    return tuple((name, text) for name, text in found if text or name == "answer")


def _result(run: Run, task: str) -> TaskResult:
    results = run.record.results
    found = [one for one in results if task in ("", one.task, one.file)]
    if len(found) == 1:
        return found[0]
    names = [one.file for one in results]
    if found and task:
        raise UsageError(f"{run.path} has {len(found)} results of {task}", f"name one of {', '.join(names)}")
    raise UsageError(
        f"{run.path} has no task {task!r}" if task else f"{run.path} has {len(results)} tasks",
        did_you_mean(task, names) or f"name one of {', '.join(names)}",
    )


def _row(rows: list[SampleRecord], item: str, result: TaskResult) -> SampleRecord:
    for row in rows:
        if row.id == item:
            return row
    if item.isdecimal() and int(item) < len(rows):
        return rows[int(item)]
    raise UsageError(f"{result.file} has no item {item!r}", f"it has {len(rows)}, such as {rows[0].id!r}")
