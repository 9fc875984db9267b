"""Which results may share a row: the same protocol, the same items, all of them scored.

Anything else is refused with its reason as data. The commonest wrong comparison in published tables is
between numbers that were measured differently; a tool that prints it with a footnote has printed it all the
same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qarat.evaluate.record import TaskResult
from qarat.report.compare.types import ComparedRun, Refusal, RunFolder
from qarat.report.summary import setting_label


@dataclass(frozen=True, slots=True)
class Match:
    """Results of one protocol on the same items, by index of the run."""

    results: dict[int, TaskResult]


def label_runs(runs: Sequence[RunFolder]) -> tuple[ComparedRun, ...]:
    """Name every run by its model, adding dtype, engine, then folder where names are not unique."""
    models = [run.record.model for run in runs]
    choices = [
        [model.name for model in models],
        [f"{model.name} ({model.dtype})" for model in models],
        [f"{model.name} ({model.dtype}, {model.engine})" for model in models],
        [f"{model.name} ({run.path.name})" for model, run in zip(models, runs, strict=True)],
        [f"{model.name} (run {index})" for index, model in enumerate(models, 1)],
    ]
    labels = next(names for names in choices if len(set(names)) == len(names))
    return tuple(
        ComparedRun(label, run.path, run.record.model) for label, run in zip(labels, runs, strict=True)
    )


def match_results(
    runs: Sequence[RunFolder], labels: Sequence[str], *, allow_partial: bool
) -> tuple[list[Match], list[Refusal]]:
    """Pair up the results of all runs, in the order of the first run that has them."""
    matches: list[Match] = []
    refusals: list[Refusal] = []
    protocols: dict[str, dict[int, TaskResult]] = {}
    for index, run in enumerate(runs):
        for result in run.record.results:
            protocols.setdefault(result.protocol, {})[index] = result
    lonely: dict[str, list[tuple[int, TaskResult]]] = {}
    for holders in protocols.values():
        if len(holders) == 1:
            ((index, result),) = holders.items()
            lonely.setdefault(result.task, []).append((index, result))
            continue
        usable, refused = _complete(holders, labels, allow_partial=allow_partial)
        same, others = _same_items(usable, labels)
        refusals += refused + others
        if len(same) > 1:
            matches.append(Match(same))
    for task, results in lonely.items():
        refusals += _explain_lonely(task, results, runs, labels)
    return matches, refusals


def _complete(
    holders: dict[int, TaskResult], labels: Sequence[str], *, allow_partial: bool
) -> tuple[dict[int, TaskResult], list[Refusal]]:
    usable: dict[int, TaskResult] = {}
    refusals: list[Refusal] = []
    for index, result in holders.items():
        run = (labels[index],)
        if not result.file:
            detail = "scores without the items behind them, which pairing needs"
            refusals.append(Refusal(result.task, run, "aggregate", detail))
        elif result.n and (allow_partial or (result.complete and not result.failed)):
            usable[index] = result
        elif result.failed or not result.n:
            where = ", ".join(f"{boundary} {count:,}" for boundary, count in result.errors.items())
            detail = f"{result.failed:,} of {result.total:,} items have no score ({where or 'none asked'})"
            refusals.append(Refusal(result.task, run, "failed", detail))
        else:
            detail = f"only {result.n:,} of {result.total:,} items were asked"
            refusals.append(Refusal(result.task, run, "partial", detail))
    return usable, refusals


def _same_items(
    holders: dict[int, TaskResult], labels: Sequence[str]
) -> tuple[dict[int, TaskResult], list[Refusal]]:
    """Keep the largest set of runs with the same items, the first run's on ties."""
    if not holders:
        return {}, []
    common = Counter(result.items for result in holders.values()).most_common(1)[0][0]
    same = {index: result for index, result in holders.items() if result.items == common}
    first = min(same)
    refusals: list[Refusal] = []
    for index, result in holders.items():
        if index not in same:
            count = same[first].n
            how = "as many, of other content" if result.n == count else f"{result.n:,} against {count:,}"
            detail = f"other items than {labels[first]}: {how}"
            refusals.append(Refusal(result.task, (labels[index],), "items", detail))
    return same, refusals


def _explain_lonely(
    task: str, results: list[tuple[int, TaskResult]], runs: Sequence[RunFolder], labels: Sequence[str]
) -> list[Refusal]:
    refusals: list[Refusal] = []
    unlike: dict[int, TaskResult] = {}
    for index, result in results:
        own = {other.protocol for other in runs[index].record.results}
        rivals = {
            place: other
            for place, run in enumerate(runs)
            for other in run.record.results
            if other.task == task and other.protocol not in own
        }
        if rivals:
            unlike |= rivals | {index: result}
        else:
            said = f"only {labels[index]} has it ({setting_label(result.setting)})"
            refusals.append(Refusal(task, (labels[index],), "missing", said))
    if unlike:
        shown = dict(sorted(unlike.items()))
        said = "; ".join(f"{labels[index]}: {_manner(result)}" for index, result in shown.items())
        if len({_manner(result) for result in shown.values()}) == 1:
            said = f"all asked {_manner(results[0][1])}, but with other prompts or another scorer"
        refusals.insert(0, Refusal(task, tuple(labels[index] for index in shown), "protocol", said))
    return refusals


def _manner(result: TaskResult) -> str:
    return f"{setting_label(result.setting)}, version {result.version}"
