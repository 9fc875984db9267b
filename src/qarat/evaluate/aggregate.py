"""From the scores of items to the result of a task: estimates, groups, failures and notes.

A failed item is never dropped in silence. Every share of items carries two bounds, failures counted as wrong
and failures left out; the headline is the latter, and the count of failures stands beside it. Bits per byte
has no bounds: an item that failed could have had any value.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qarat.evaluate.record import Estimate
from qarat.scoring.metrics import METRICS, metrics_of
from qarat.stats.interval import NON_NEGATIVE, UNIT
from qarat.stats.jackknife import corpus_values
from qarat.stats.summary import Summary, summarise_mean, summarise_ratio
from qarat.types import Sample, SampleError, Score, Setting, Task


@dataclass(frozen=True, slots=True)
class Scored:
    """One item after scoring: its sample, content digest, score or error, and the backend's note."""

    sample: Sample
    digest: str
    score: Score | SampleError
    note: str = ""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The computed part of a `TaskResult`, under the same names."""

    metrics: Mapping[str, Estimate]
    groups: Mapping[str, Mapping[str, Mapping[str, Estimate]]]
    items: str
    n: int
    failed: int
    errors: Mapping[str, int]
    bounds: Mapping[str, tuple[float, float]]
    notes: tuple[str, ...]


def aggregate(task: Task, setting: Setting, scored: Sequence[Scored]) -> Aggregate:
    """Return the result of `scored`, the items of `task` that were asked; no metrics if none has a score."""
    good = [one for one in scored if isinstance(one.score, Score)]
    failures = [(one.sample.id, one.score) for one in scored if isinstance(one.score, SampleError)]
    metrics = _estimates(task, setting, good)
    return Aggregate(
        metrics=metrics,
        groups={tag: _groups(task, setting, good, tag) for tag in task.group_by},
        items=items_hash((one.sample.id, one.digest) for one in good),
        n=len(good),
        failed=len(failures),
        errors=dict(sorted(Counter(error.boundary for _, error in failures).items())),
        bounds={
            name: (estimate.value * len(good) / len(scored), estimate.value)
            for name, estimate in metrics.items()
            if METRICS[name].unit == "fraction" and METRICS[name].better == "higher"
        },
        notes=(
            *_told((one.sample.id, one.note) for one in scored if one.note),
            *_told((name, f"{error.boundary}: {error.message}") for name, error in failures),
        ),
    )


def _estimate(metric: str, task: Task, scored: Sequence[Scored], strata: str | None) -> Estimate | None:
    """Return one metric over scored items, None when no item has it; `strata` names the tag of the strata."""
    kind = METRICS[metric]
    names = kind.over or (metric,)
    pairs = [(one.sample.tags, one.score.values) for one in scored if isinstance(one.score, Score)]
    pairs = [(tags, values) for tags, values in pairs if all(name in values for name in names)]
    if not pairs:
        return None
    columns = [[values[name] for _, values in pairs] for name in names]
    clusters = [tags.get(task.cluster, "") for tags, _ in pairs] if task.cluster else None
    bounds = UNIT if kind.unit == "fraction" else NON_NEGATIVE
    if kind.aggregation == "ratio":
        return _record(summarise_ratio(columns[0], columns[1], clusters, bounds))
    if kind.combine:
        values = corpus_values(columns, kind.combine)
        return _record(
            replace(summarise_mean(values, clusters=clusters, bounds=NON_NEGATIVE), method="jackknife")
        )
    levels = [tags.get(strata, "") for tags, _ in pairs] if strata else None
    return _record(summarise_mean(columns[0], strata=levels, clusters=clusters, bounds=bounds))


def _estimates(
    task: Task, setting: Setting, scored: Sequence[Scored], tag: str | None = None
) -> dict[str, Estimate]:
    strata = task.strata if task.strata != tag else None
    found = {name: _estimate(name, task, scored, strata) for name in metrics_of(task, setting)}
    return {name: value for name, value in found.items() if value is not None}


def _groups(
    task: Task, setting: Setting, scored: Sequence[Scored], tag: str
) -> dict[str, Mapping[str, Estimate]]:
    members: defaultdict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        if tag in one.sample.tags:
            members[one.sample.tags[tag]].append(one)
    return {value: _estimates(task, setting, members[value], tag) for value in sorted(members)}


def _record(summary: Summary) -> Estimate:
    return Estimate(
        value=summary.value,
        stderr=summary.stderr,
        low=summary.low,
        high=summary.high,
        n=summary.n,
        method=summary.method,
    )


def items_hash(items: Iterable[tuple[str, str]]) -> str:
    """Return a hash of (id, digest) pairs, whatever their order."""
    lines = sorted(f"{name}\t{digest}\n" for name, digest in items)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _told(messages: Iterable[tuple[str, str]]) -> list[str]:
    """Say every kind of message once, with its first item in full and the number of items."""
    kinds: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, message in messages:
        kinds[re.sub(r"\d+", "0", message)].append((name, message))
    return [
        f"{same[0][1]} (item {same[0][0]})" + (f" and {len(same) - 1:,} more alike" if len(same) > 1 else "")
        for same in kinds.values()
    ]
