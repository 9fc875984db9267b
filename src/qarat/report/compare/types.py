"""A comparison as data: runs, tasks, rows, the evidence of each pair, what was refused and why.

Nothing here is text for people except a verdict and the detail of a refusal, so that a page, a table or a
program can be made of it. Differences are always second run minus first, in the unit of the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from qarat.evaluate.record import Estimate, ModelRecord, RunRecord, SampleScore
from qarat.scoring.metrics import Metric
from qarat.stats.paired import PairedDifference

ALPHA = 0.05

VerdictKind = Literal["significant", "uncorrected", "identical", "powerless", "bounded", "unresolved"]
Reason = Literal["missing", "protocol", "items", "partial", "failed", "aggregate"]


class RunFolder(Protocol):
    """What a comparison needs of a run folder; `qarat.evaluate.folder.Run` is one."""

    @property
    def path(self) -> Path:
        """Where the folder is."""

    @property
    def record(self) -> RunRecord:
        """The content of `run.json`."""

    def scores(self, file: str) -> list[SampleScore]:
        """Scores of the items of the task whose `TaskResult.file` is `file`."""


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """One of the runs; `label` is the model's name, made unique by what tells it apart."""

    label: str
    path: Path
    model: ModelRecord


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row shows.

    "significant": adjusted p <= 5 %. "uncorrected": below 5 % only before the correction for the family of
    tests. "identical": no item differs. "powerless": so few differ that no p-value could have reached 5 %.
    "bounded": not significant, and the interval excludes every gap as large as the detectable one.
    "unresolved": all else. `better` is the index of the run ahead in the first two cases.
    """

    kind: VerdictKind
    text: str
    better: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Run `second` against run `first` (indices into `Comparison.runs`) on one row.

    `adjusted` is Holm's p-value over the `family` tests that are read together; `relative` the difference as
    a fraction of the first score, None where that is zero.
    """

    first: int
    second: int
    evidence: PairedDifference
    adjusted: float
    family: int
    relative: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One metric over all items (`group` empty) or one group's; an estimate a run, a pair per two runs."""

    name: str
    metric: Metric
    tag: str
    group: str
    n: int
    estimates: Mapping[int, Estimate]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """One task under one protocol on the same `n` of `total` items; `runs` index `Comparison.runs`.

    `rows` has a row a metric, the headline first; `groups` those of each tag's values, headline metric first.
    `partial` marks a comparison of cut runs, or of runs of which up to `failed` items have no score, that was
    asked for all the same.
    """

    task: str
    title: str
    setting: str
    protocol: str
    runs: tuple[int, ...]
    n: int
    total: int
    failed: int
    partial: bool
    rows: tuple[Row, ...]
    groups: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A task that is not compared, in which `runs` (labels), and the reason in one word and in full."""

    task: str
    runs: tuple[str, ...]
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more runs side by side."""

    runs: tuple[ComparedRun, ...]
    tasks: tuple[ComparedTask, ...]
    refusals: tuple[Refusal, ...]
