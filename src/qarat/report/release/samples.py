"""The samples of one or several runs side by side: which measurements meet, and how many items a page holds.

Results of a task that several runs have stand side by side even where they were asked in different ways, and
then the page says so; items pair by id and content. A page that would pass `LIMIT` holds evenly spaced items
of the larger benchmarks and says how many; the rest stays in the run folders. The samples of private sets
stay there always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from qarat.errors import UsageError
from qarat.evaluate.folder import Run, samples_path
from qarat.evaluate.record import SampleRecord, TaskResult
from qarat.report.compare.types import RunFolder
from qarat.report.samples import Packed, Rows, pack
from qarat.report.summary import setting_label

LIMIT = 50_000_000
"""Bytes of samples in a page beyond which not all of them are put there, unless that is asked for."""


class SampledRun(RunFolder, Protocol):
    """A run folder of which the samples can be read; `qarat.evaluate.folder.Run` is one."""

    def samples(self, file: str) -> list[SampleRecord]:
        """Return the rows of the task whose `TaskResult.file` is `file`."""


@dataclass(frozen=True, slots=True)
class SampleSet:
    """One measurement of all runs: `key` names it in links, `count` of its `total` items are in the page.

    `files` has a run's file of samples, empty where it has none. `remark` says where runs were asked in
    different ways.
    """

    key: str
    heading: str
    remark: str
    count: int
    total: int
    files: tuple[str, ...]
    packed: Packed


@dataclass(frozen=True, slots=True)
class SampleBook:
    """All samples of a page; `notes` say what of the runs is not in it."""

    labels: tuple[str, ...]
    sets: tuple[SampleSet, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """The results of one measurement, None where a run has none."""

    key: str
    results: tuple[TaskResult | None, ...]


def sample_book(runs: Sequence[SampledRun], labels: Sequence[str], amount: str = "") -> SampleBook:
    """Collect the samples of `runs`; `amount` is "all", "none", a number of items a benchmark, or empty.

    Empty means all of them, or as many as make `LIMIT` bytes.

    Raises:
        UsageError: `amount` is none of these.
        RunFolderError: samples are damaged.
    """
    limit = _limit(amount)
    if limit == 0:
        note = "Samples were left out of this page (--samples none); they stand in the run folders."
        return SampleBook(tuple(labels), (), (note,))
    sets = _sets(runs, labels, limit)
    # Fewer items have more bytes each, since they share less, so one estimate may not do.
    while not amount and limit != 1 and sum(one.packed.size for one in sets) > LIMIT:
        limit = _fitting(sets)
        sets = _sets(runs, labels, limit)
    return SampleBook(tuple(labels), tuple(sets), tuple(_notes(runs, labels, sets, asked=bool(amount))))


def find_slots(runs: Sequence[RunFolder]) -> list[Slot]:
    """Put results side by side: by task where no run has two of it, else by what they were asked too."""
    found: list[Slot] = []
    tasks = dict.fromkeys(result.task for run in runs for result in run.record.results)
    for task in tasks:
        held = [[result for result in run.record.results if result.task == task] for run in runs]
        single = all(len(results) <= 1 for results in held)
        files = [None] if single else dict.fromkeys(result.file for results in held for result in results)
        for file in files:
            chosen = [
                next((result for result in results if file in (None, result.file)), None) for results in held
            ]
            key = next((result.file for result in chosen if result and result.file), task)
            found.append(Slot(key, tuple(chosen)))
    return found


def read_rows(runs: Sequence[SampledRun], slot: Slot) -> list[Rows]:
    """Read the samples of one measurement; nothing where a run has no result or keeps no samples of it."""
    return [
        {(row.id, row.digest): row for row in run.samples(result.file)}
        if result and has_samples(run, result)
        else {}
        for run, result in zip(runs, slot.results, strict=True)
    ]


def has_samples(run: SampledRun, result: TaskResult) -> bool:
    """Tell whether a run keeps the samples of a result, which results of other tools may not."""
    if not result.file or not (result.n or result.failed):
        return False
    if isinstance(run, Run):
        return samples_path(run.path, result.file).is_file()
    return bool(run.samples(result.file))


def _limit(amount: str) -> int | None:
    if amount in ("", "all"):
        return None
    if amount == "none":
        return 0
    if not amount.isdecimal() or not int(amount):
        raise UsageError(f"--samples {amount!r} is no number of samples", "--samples all, none or 200")
    return int(amount)


def _sets(runs: Sequence[SampledRun], labels: Sequence[str], limit: int | None) -> list[SampleSet]:
    open_to_all = (slot for slot in find_slots(runs) if not any(one and one.private for one in slot.results))
    return [one for slot in open_to_all if (one := _collect(runs, labels, slot, limit))]


def _collect(
    runs: Sequence[SampledRun], labels: Sequence[str], slot: Slot, limit: int | None
) -> SampleSet | None:
    rows = read_rows(runs, slot)
    total = len({key for some in rows for key in some})
    if not total:
        return None
    count = min(total, limit or total)
    first = next(result for result in slot.results if result)
    manners = {result.protocol for result in slot.results if result}
    return SampleSet(
        key=slot.key,
        heading=first.title if len(manners) > 1 else f"{first.title}, {setting_label(first.setting)}",
        remark=_manners(labels, slot) if len(manners) > 1 else "",
        count=count,
        total=total,
        files=tuple(result.file if result else "" for result in slot.results),
        packed=pack(slot.results, rows, [place * total // count for place in range(count)]),
    )


def _manners(labels: Sequence[str], slot: Slot) -> str:
    told = [
        f"{label} {setting_label(result.setting)}, {result.protocol}"
        for label, result in zip(labels, slot.results, strict=True)
        if result
    ]
    return f"The models were not asked alike: {'; '.join(told)}."


def _fitting(sets: Sequence[SampleSet]) -> int:
    """Return the largest number of items a benchmark with which all of them stay under the limit."""
    low, high = 1, max(one.count for one in sets)
    while low < high:
        middle = (low + high + 1) // 2
        size = sum(one.packed.size * min(1.0, middle / one.count) for one in sets)
        low, high = (middle, high) if size <= LIMIT else (low, middle - 1)
    return low


def _notes(
    runs: Sequence[SampledRun], labels: Sequence[str], sets: Sequence[SampleSet], *, asked: bool
) -> Iterator[str]:
    cut = [one for one in sets if one.count < one.total]
    if cut:
        why = "as asked for" if asked else f"as all would take more than {LIMIT // 1_000_000} MB"
        named = "; ".join(f"{one.heading}: {one.count:,} of {one.total:,}" for one in cut)
        yield (
            f"Not all samples are in this page, {why}. Evenly spaced items are shown of {named}. The others "
            "stand in the run folders: qarat report RUN --samples all, or qarat show RUN TASK ITEM."
        )
    private = dict.fromkeys(one.title for run in runs for one in run.record.results if one.private)
    if private:
        yield f"No sample of {', '.join(private)} is shown: the card of the set says private."
    for label, run in zip(labels, runs, strict=True):
        gone = [
            one.title for one in run.record.results if (one.n or one.failed) and not has_samples(run, one)
        ]
        if gone:
            yield f"{label} has no samples of {', '.join(dict.fromkeys(gone))}."
