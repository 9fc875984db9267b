"""Which result stands in which row of a release: a suite's entries in its order, and what no suite names.

A row is one measurement. Results of several runs share it when their task and its setting are the same; a
suite's entry also takes a result that was asked otherwise, if nothing else can be meant, and the table says
so. Titles of suites are the names under which published numbers are kept, so that both meet here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qarat import suites
from qarat.errors import QaratError
from qarat.evaluate.record import RunRecord, TaskResult
from qarat.report.summary import setting_label
from qarat.suites.groups import GROUPS, Group
from qarat.suites.suite import Entry, Suite
from qarat.tasks.spec import Options, resolve
from qarat.types import Setting

_OTHERS = "Other benchmarks"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a result a run, None where it has none.

    `benchmark` is the name of its published numbers, `asked` the setting a suite wants, None where there is
    no suite or its task is unknown. `summed` marks the row of a release's own mean, whose parts follow and
    which `group` defines, if anything does; parts have `part` set.
    """

    title: str
    section: str
    benchmark: str
    results: tuple[TaskResult | None, ...]
    asked: Setting | None = None
    summed: bool = False
    group: Group | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one table; `published` names the printed tables that its numbers may come from."""

    title: str
    lines: tuple[Line, ...]
    published: tuple[str, ...]


def sheets(records: Sequence[RunRecord]) -> list[Sheet]:
    """Return a sheet a suite that the runs name, then one of the results that are in none of these."""
    named = dict.fromkeys(name for one in records for name in one.config.get("tasks", ()))
    chosen = [suites.find(name) for name in named if name in suites.names()]
    found = [Sheet(one.title, tuple(_suite_lines(one, records)), _printed(one)) for one in chosen]
    shown = {id(result) for sheet in found for line in sheet.lines for result in line.results}
    others = tuple(_other_lines(records, shown))
    if others:
        every = dict.fromkeys(name for one in _suites() for name in one.tables)
        found.append(Sheet(_OTHERS if found else "Benchmarks", others, tuple(every)))
    return found


def _suites() -> list[Suite]:
    return [suites.find(name) for name in suites.names()]


def _printed(suite: Suite) -> tuple[str, ...]:
    """Return the published tables of a suite, then those of suites that measure the same for other sizes."""
    alike = [one for one in _suites() if one.entries == suite.entries]
    return tuple(dict.fromkeys((*suite.tables, *(name for one in alike for name in one.tables))))


@cache
def wanted(spec: str) -> tuple[str, Setting | None]:
    """Return the task and setting that a suite's spec means; no setting where the task does not exist."""
    try:
        task, setting = resolve([spec], Options())[0]
    except QaratError:
        return spec.partition(":")[0], None
    return task.name, setting


def same_manner(one: Setting, two: Setting) -> bool:
    """Tell whether two settings ask alike, as far as a release says how it asked."""
    return (one.shots, one.formulation, one.chat) == (two.shots, two.formulation, two.chat)


def part_result(spec: str, record: RunRecord) -> TaskResult | None:
    """Return the result of exactly the measurement `spec`."""
    task, setting = wanted(spec)
    for result in record.results:
        if setting and result.task == task and result.metrics and same_manner(setting, result.setting):
            return result
    return None


def _suite_lines(suite: Suite, records: Sequence[RunRecord]) -> Iterator[Line]:
    begun: set[str] = set()
    for entry in suite.entries:
        if entry.group and entry.group not in begun:
            begun.add(entry.group)
            group = next((one for one in GROUPS if one.name == entry.group), None)
            nothing = (None,) * len(records)
            yield Line(entry.group, entry.section, entry.group, nothing, summed=True, group=group)
        asked = wanted(entry.spec)[1]
        alone = sum(_task(other) == _task(entry) for other in suite.entries) == 1
        results = tuple(_result(_task(entry), asked, record, alone=alone) for record in records)
        benchmark = "" if entry.group else entry.title
        yield Line(entry.title, entry.section, benchmark, results, asked, part=bool(entry.group))


def _task(entry: Entry) -> str:
    return entry.spec.partition(":")[0]


def _result(task: str, asked: Setting | None, record: RunRecord, *, alone: bool) -> TaskResult | None:
    """Return the run's result of an entry: asked as the entry says, or else the only one it can be."""
    held = [result for result in record.results if result.task == task]
    exact = [result for result in held if asked and same_manner(asked, result.setting)]
    if exact:
        return exact[0]
    return held[0] if alone and len(held) == 1 else None


def _other_lines(records: Sequence[RunRecord], shown: set[int]) -> Iterator[Line]:
    rows: dict[tuple[str, str], list[TaskResult | None]] = {}
    for index, record in enumerate(records):
        for result in record.results:
            if id(result) not in shown:
                key = result.task, setting_label(result.setting)
                rows.setdefault(key, [None] * len(records))[index] = result
    names = _published_names() if rows else {}
    for (task, _), results in rows.items():
        title = next(result.title for result in results if result)
        yield Line(title, "", names.get(task, title), tuple(results))


def _published_names() -> dict[str, str]:
    """Return the name under which a task's published numbers are kept, from the suites."""
    entries = [entry for suite in _suites() for entry in suite.entries if suite.tables and not entry.group]
    return {_task(entry): entry.title for entry in reversed(entries) if "," not in entry.title}
