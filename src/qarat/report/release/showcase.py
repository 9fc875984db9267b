"""What the models wrote, side by side: JSON output, long text and questions on tables.

The Qwen2.5 release shows three demo cases of these kinds. Here they are items of the generated capability
tests, so that every text stands beside the checks that it passed or failed. The first items of a kind that
all runs answered are shown, whatever came of them: nobody picks.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

import msgspec

from qarat.evaluate.record import RunRecord, SampleRecord
from qarat.report.release.samples import SampledRun, Slot, find_slots, read_rows
from qarat.report.samples import Rows
from qarat.report.summary import figure
from qarat.scoring.metrics import BESIDE, METRICS
from qarat.types import Message

CASES = 2
"""Items shown of every kind."""


@dataclass(frozen=True, slots=True)
class Check:
    """One value of an item, printed; `state` tells whether that is a pass, a failure, or neither."""

    name: str
    text: str
    state: Literal["right", "wrong", ""]


@dataclass(frozen=True, slots=True)
class Written:
    """What one model wrote; `remark` says how long it is and how it ends."""

    label: str
    text: str
    remark: str
    why: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One item: its prompt as turns of (role, text), its link into the sample browser, what models wrote."""

    id: str
    link: str
    prompt: tuple[tuple[str, str], ...]
    differs: bool
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three kinds; without cases where no run has its task."""

    title: str
    task: str
    meanings: tuple[tuple[str, str], ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Showcase:
    """All kinds; `missing` has a run's label and the command that adds to it what it lacks."""

    kinds: tuple[Kind, ...]
    missing: tuple[tuple[str, str], ...]


_KINDS = (
    ("JSON output", "structured_output", ("format", "json")),
    ("Long text", "long_text", None),
    ("Structured data", "structured_data", None),
)


def make_showcase(runs: Sequence[SampledRun], labels: Sequence[str]) -> Showcase:
    """Choose the cases of a report.

    Raises:
        RunFolderError: samples are damaged.
    """
    slots = find_slots(runs)
    kinds = tuple(_kind(runs, labels, slots, number) for number in range(len(_KINDS)))
    missing = ((label, _command(run.record)) for label, run in zip(labels, runs, strict=True))
    return Showcase(kinds, tuple((label, command) for label, command in missing if command))


def _kind(runs: Sequence[SampledRun], labels: Sequence[str], slots: Sequence[Slot], number: int) -> Kind:
    title, task, only = _KINDS[number]
    asked = [slot for slot in slots if any(result and result.task == task for result in slot.results)]
    # Where a task was measured in several ways, the one that most runs have is shown.
    slot = max(asked, key=lambda one: sum(result is not None for result in one.results), default=None)
    if slot is None:
        return Kind(title, task, (), ())
    every = read_rows(runs, slot)
    held = [(label, rows) for label, rows in zip(labels, every, strict=True) if rows]
    cases = tuple(_cases(slot, held, only)) if held else ()
    names = dict.fromkeys(check.name for case in cases for one in case.written for check in one.checks)
    return Kind(title, task, tuple((name, METRICS[name].meaning) for name in names), cases)


def _cases(slot: Slot, held: Sequence[tuple[str, Rows]], only: tuple[str, str] | None) -> Iterator[Case]:
    common = [key for key in held[0][1] if all(key in rows for _, rows in held)]
    if only:
        name, value = only
        common = [key for key in common if json.loads(held[0][1][key].tags).get(name) == value]
    for key in common[:CASES]:
        found = [(label, rows[key]) for label, rows in held]
        first = found[0][1]
        yield Case(
            id=first.id,
            link=f"#sample/{slot.key}/{quote(first.id, safe='')}",
            prompt=_turns(first.prompt),
            differs=any(row.prompt != first.prompt for _, row in found),
            written=tuple(_written(label, row) for label, row in found),
        )


def _turns(prompt: str) -> tuple[tuple[str, str], ...]:
    """Return a conversation turn by turn, any other prompt as one text without a role."""
    try:
        turns = msgspec.json.decode(prompt, type=tuple[Message, ...])
    except msgspec.DecodeError:
        return (("", prompt),)
    return tuple((turn.role, turn.content) for turn in turns)


def _written(label: str, row: SampleRecord) -> Written:
    remarks = [f"{count:,} {'token' if count == 1 else 'tokens'}" for count in row.lengths[:1]]
    remarks += ["cut off by the token limit"] if row.finished and not row.finished[0] else []
    remarks += [f"the first of {len(row.completions)} draws"] if len(row.completions) > 1 else []
    text = row.completions[0] if row.completions else ""
    checks = [_check(name, value) for name, value in row.values.items() if name in METRICS]
    shown = tuple(check for check in checks if check.name not in BESIDE)
    return Written(label, text, ", ".join(remarks), row.error or row.explanation, shown)


def _check(name: str, value: float) -> Check:
    metric = METRICS[name]
    if metric.unit == "fraction" and metric.better != "lower" and value in (0, metric.full):
        return Check(name, "passed" if value else "failed", "right" if value else "wrong")
    return Check(name, f"{figure(value, name)} {'%' if metric.unit == 'fraction' else metric.unit}", "")


def _command(record: RunRecord) -> str:
    """Return the run's command with the tasks that it lacks; its own answers come from the journal."""
    had = {result.task for result in record.results}
    missing = [task for _, task, _ in _KINDS if task not in had]
    words = shlex.split(record.command)
    if not missing or words[:2] != ["qarat", "run"]:
        return ""
    return shlex.join([*words[:3], *missing, *words[3:]])
