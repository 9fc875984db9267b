"""A run that another tool measured, in the types of a run folder.

Its protocol ids begin with "imported" and name tool, version, task and a hash of how the tool says it asked,
so that no imported result ever shares a protocol with a native one, nor with another version's. The scores
are the tool's own. They are computed again from the samples: what agrees can be compared item by item, what
is no mean of its items stays a number without samples, and what should agree but doesn't is an error.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from qarat.errors import RunFolderError
from qarat.evaluate.aggregate import items_hash
from qarat.evaluate.folder import SCHEMA
from qarat.evaluate.record import Estimate, ModelRecord, RunRecord, SampleRecord, SampleScore, TaskResult
from qarat.scoring.metrics import METRICS, Metric
from qarat.stats.interval import UNIT, normal_interval
from qarat.stats.summary import summarise_mean
from qarat.types import Setting

UNSTATED = -1
"""Number of shots where a tool does not say how many there were."""

_SHARES = {"acc", "accuracy", "correct", "em", "exact_match", "f1", "pass"}
"""First words of names that other tools give to shares of items."""
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and its version; `name` stands in protocol ids, `title` where people read."""

    name: str
    title: str
    version: str

    def __str__(self) -> str:
        return f"{self.title} {self.version or 'of an unknown version'}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One score as the tool gives it; `mean` promises that it is the mean of its items' values.

    `again` is the same computed from the items as the tool would, where that is not summing them in order.
    """

    name: str
    value: float
    stderr: float | None = None
    higher: bool | None = None
    mean: bool = False
    again: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One task as a tool reports it; `definition` is all it says of how the task was asked, for the hash.

    `headline` puts one of the claims first. Without `samples`, `n` is the number of items behind the claims;
    `limited` says that they are not all where the tool does not say how many there are.
    """

    task: str
    version: str
    definition: object
    setting: Setting
    claims: Sequence[Claim]
    samples: Sequence[SampleRecord] = ()
    n: int = 0
    total: int = 0
    limited: bool = False
    headline: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """Results of another tool where a run folder is expected; `tables` has the samples by file."""

    path: Path
    record: RunRecord
    tables: Mapping[str, Sequence[SampleRecord]] = field(default_factory=dict)

    def samples(self, file: str) -> list[SampleRecord]:
        """Return the rows of one task, in item order."""
        return list(self.tables.get(file, ()))

    def usage(self) -> Mapping[str, Any]:
        """Return nothing: what another tool's run cost is not read."""
        return {}

    def scores(self, file: str) -> list[SampleScore]:
        """Return the scores of one task, in item order."""
        names = SampleScore.__struct_fields__
        return [SampleScore(*(getattr(row, name) for name in names)) for row in self.samples(file)]


def model_record(name: str, tool: Tool, **known: Any) -> ModelRecord:  # noqa: ANN401 - fields of the record
    """Return what is known of the model; what the tool does not say is empty."""
    empty = {"address": name, "fingerprint": "not stated", "engine": str(tool), "dtype": "", "context": 0}
    given = {key: value for key, value in known.items() if value}
    return ModelRecord(**{**empty, "name": name, "parameters": 0, "licence": "", "card": {}, **given})


def imported_run(
    path: Path, tool: Tool, model: ModelRecord, tasks: Sequence[Measured], command: str = ""
) -> ImportedRun:
    """Return the run of these tasks.

    Raises:
        RunFolderError: no task, items that share an id, or samples that are not those of a score.
    """
    if not tasks:
        raise RunFolderError(f"{path} holds no scores", f"{tool.title} must have finished at least one task")
    tables: dict[str, Sequence[SampleRecord]] = {}
    results = []
    for one in [_apart(task, tool) for task in tasks]:
        file = re.sub(r"[^\w.-]+", "_", f"{one.task}-{len(tables)}") if one.samples else ""
        claims = [*sorted(one.claims, key=lambda claim: claim.name != one.headline)]
        samples, notes = _checked(path, tool, one, claims)
        if file:
            tables[file] = samples
        results.append(_result(tool, replace(one, claims=claims, notes=(*one.notes, *notes)), samples, file))
    record = RunRecord(
        schema=SCHEMA,
        qarat="",
        versions={tool.title: tool.version},
        command=command,
        config={},
        model=model,
        results=tuple(results),
        complete=all(result.complete for result in results),
        imported=str(tool),
    )
    return ImportedRun(path, record, tables)


def hashed(value: object, digits: int = 8) -> str:
    """Return the first hexadecimal digits of the hash of JSON data, independent of the order of keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def _apart(one: Measured, tool: Tool) -> Measured:
    """Rename the metrics of names that mean a score of another make here, such as BLEU of a corpus."""
    taken = {
        claim.name: f"{claim.name} ({tool.name})"
        for claim in one.claims
        if (known := METRICS.get(claim.name))
        and (known.aggregation != "mean" or known.unit not in {"fraction", "units"})
    }
    if not taken:
        return one
    claims = [replace(claim, name=taken.get(claim.name, claim.name)) for claim in one.claims]
    rows = [
        msgspec.structs.replace(row, values={taken.get(key, key): value for key, value in row.values.items()})
        for row in one.samples
    ]
    return replace(one, claims=claims, samples=rows, headline=taken.get(one.headline, one.headline))


def _checked(
    path: Path, tool: Tool, one: Measured, claims: Sequence[Claim]
) -> tuple[list[SampleRecord], list[str]]:
    """Return the samples with the values that give the scores again, and a note on each score they don't."""
    for claim in claims:
        _declare(claim, tool)
    if not one.samples:
        return [], []
    if len({sample.id for sample in one.samples}) < len(one.samples):
        raise RunFolderError(f"{path}: items of {one.task} share an id", "the samples of two runs were mixed")
    kept, notes = [], []
    for claim in claims:
        values = [sample.values.get(claim.name) for sample in one.samples if not sample.error]
        numbers = [value for value in values if value is not None]
        if not numbers or len(numbers) < len(values):
            notes.append(f"{claim.name} has no value an item, so it is shown as {tool} gives it")
            continue
        means = _means(numbers)
        if claim.value in (*means, claim.again):
            kept.append(claim.name)
            continue
        if not math.isclose(claim.value, means[0], rel_tol=_CLOSE, abs_tol=_CLOSE):
            if claim.mean:
                raise RunFolderError(
                    f"{path}: {claim.name} of {one.task} is {claim.value!r}, its samples give {means[0]!r}",
                    "results and samples are of different runs, or a file was cut or edited",
                )
            notes.append(f"{claim.name} is no mean over items, so it is shown as {tool} gives it")
            continue
        kept.append(claim.name)
        notes.append(f"{claim.name}: {tool} says {claim.value!r}, its samples give {means[0]!r}")
    rows = [
        msgspec.structs.replace(
            sample, values={name: sample.values[name] for name in kept if not sample.error}
        )
        for sample in one.samples
    ]
    return rows, notes


def _means(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean summed in order, and summed exactly, as Python's `sum` does from 3.12 on."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values), math.fsum(values) / len(values)


def _result(tool: Tool, one: Measured, samples: Sequence[SampleRecord], file: str) -> TaskResult:
    scored = [sample for sample in samples if not sample.error]
    failed = len(samples) - len(scored)
    n = len(scored) if samples else one.n
    total = max(one.total, n + failed)
    setting = one.setting
    # Not the formulation, which is read off the samples and may be missing: the definition's hash has it.
    told = [f"{tool.name}-{tool.version or 'unknown'}", f"{one.task}@{one.version}"]
    told += [f"{setting.shots}shot"] if setting.shots != UNSTATED else []
    told += ["chat"] if setting.chat else []
    return TaskResult(
        task=one.task,
        title=one.task,
        version=_whole(one.version),
        protocol=":".join(["imported", *told, hashed(one.definition)]),
        setting=setting,
        file=file,
        metrics={claim.name: _estimate(claim, scored, n) for claim in one.claims},
        groups={},
        items=items_hash((sample.id, sample.digest) for sample in scored),
        n=n,
        total=total,
        failed=failed,
        errors=dict(Counter(sample.error.partition(":")[0] for sample in samples if sample.error)),
        bounds={},
        notes=one.notes,
        complete=n == total and not one.limited,
    )


def _estimate(claim: Claim, scored: Sequence[SampleRecord], n: int) -> Estimate:
    """Return the tool's number and standard error, with the interval that the samples give it."""
    values = [sample.values[claim.name] for sample in scored if claim.name in sample.values]
    bounds = UNIT if METRICS[claim.name].unit == "fraction" else (-math.inf, math.inf)
    if values:
        found = summarise_mean(values, bounds=bounds)
        stderr = found.stderr if claim.stderr is None else claim.stderr
        return Estimate(claim.value, stderr, found.low, found.high, n, found.method)
    if claim.stderr is None:
        return Estimate(claim.value, None, None, None, n, "reported")
    low, high = normal_interval(claim.value, claim.stderr, bounds)
    return Estimate(claim.value, claim.stderr, low, high, n, "reported")


def _declare(claim: Claim, tool: Tool) -> None:
    """Say once what a metric of another tool is, so that it is printed and compared like any other."""
    if claim.name in METRICS:
        return
    first = claim.name.replace(",", " ").replace("@", " ").replace(":", " ").replace("_", " ").split()[0]
    share = first in _SHARES or claim.name.partition(",")[0] in _SHARES
    better = {True: "higher", False: "lower", None: "higher" if share else "neither"}[claim.higher]
    meaning = f"as {tool.title} defines it"
    METRICS[claim.name] = Metric(claim.name, meaning, "fraction" if share else "units", better)  # type: ignore[arg-type]


def _whole(version: str) -> int:
    try:
        return int(float(version))
    except ValueError:
        return 0
