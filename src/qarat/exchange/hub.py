"""Scores for the Hugging Face hub: `.eval_results/*.yaml` of a model, and the older `model-index`.

The first is the form of community evaluations (https://huggingface.co/docs/hub/eval-results): data set, task
and value, and nothing for an uncertainty, which therefore stands in the notes with protocol and items.
Leaderboards hold percent, so shares are written in percent. `model-index` is front matter of a README; there
the standard error is a metric of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qarat import registry
from qarat.errors import QaratError
from qarat.evaluate.record import Estimate, RunRecord, TaskResult
from qarat.report.summary import figure, metric_scale, scores, setting_label
from qarat.types import Source

_TASK_IDS = {
    ("Idavidrein/gpqa", "gpqa_diamond"): "diamond",
    ("TIGER-Lab/MMLU-Pro", ""): "mmlu_pro",
}
"""Names of tasks in the `eval.yaml` of benchmarks that are registered, by data set and configuration."""

_WHOLE = ("", "main", "default")
"""Configurations that are all of a data set; any other tells benchmarks of one data set apart."""

_DIGITS = 6
_NAME = "qarat"


@dataclass(frozen=True, slots=True)
class Published:
    """What is to be published: results of a run, its date (ISO 8601) and the address of evidence, or ""."""

    record: RunRecord
    results: Sequence[TaskResult]
    date: str
    source: str


def obstacle(result: TaskResult) -> str:
    """Say why a result cannot stand on the hub; an empty text where it can."""
    if not scores(result.metrics):
        return "no score"
    if _source(result) is None:
        return "its data set on the hub is not known here"
    return ""


def eval_results(published: Published) -> dict[str, str]:
    """Return the files of `.eval_results/`, one a result: variants of a benchmark must not share a file."""
    files = {}
    for place, result in enumerate(published.results):
        name = re.sub(r"[^\w.-]+", "_", result.file or f"{result.task}-{place}")
        files[f".eval_results/{name}.yaml"] = _yaml([_entry(result, published)])
    return files


def model_index(published: Published) -> str:
    """Return the front matter of a README with one result a benchmark, standard errors as metrics."""
    results = []
    for result in published.results:
        source = _dataset(result)
        dataset = {"type": source.id, "name": result.title, "split": source.split}
        dataset |= {"config": source.configs[0]} if len(source.configs) == 1 else {}
        dataset |= {"revision": source.revision} if source.revision else {}
        metrics = [line for name, one in scores(result.metrics).items() for line in _lines(name, one, result)]
        entry = {"task": {"type": "text-generation"}, "dataset": dataset, "metrics": metrics}
        entry |= {"source": {"name": _NAME, "url": published.source}} if published.source else {}
        results.append(entry)
    index = {"model-index": [{"name": published.record.model.name, "results": results}]}
    return f"---\n{_yaml(index)}---\n"


def _entry(result: TaskResult, published: Published) -> dict[str, Any]:
    source = _dataset(result)
    config = source.configs[0] if len(source.configs) == 1 else ""
    known = _TASK_IDS.get((source.id, config)) or _TASK_IDS.get((source.id, ""))
    task_id = known or (config if config not in _WHOLE else "default")
    dataset = {"id": source.id, "task_id": task_id}
    dataset |= {"revision": source.revision} if source.revision else {}
    metric, estimate = next(iter(scores(result.metrics).items()))
    entry: dict[str, Any] = {"dataset": dataset, "value": _value(estimate.value, metric)}
    entry |= {"date": published.date} if published.date else {}
    entry |= {"source": {"url": published.source, "name": _NAME}} if published.source else {}
    return entry | {"notes": _notes(result, metric, estimate, published.record)}


def _notes(result: TaskResult, metric: str, estimate: Estimate, record: RunRecord) -> str:
    """Say in a line what the form has no field for: how it was asked, the uncertainty, items, protocol."""
    parts = [f"{setting_label(result.setting)}, {metric}"]
    if estimate.stderr is not None:
        parts.append(f"standard error {figure(estimate.stderr, metric, more=1)}")
    if estimate.low is not None and estimate.high is not None:
        parts.append(f"95% interval {figure(estimate.low, metric)} to {figure(estimate.high, metric)}")
    parts.append(f"n = {result.n:,}" + (f" of {result.total:,}" if result.total > result.n else ""))
    parts.append(f"protocol {result.protocol}")
    parts.append(f"measured by {record.imported}" if record.imported else f"{_NAME} {record.qarat}")
    return "; ".join(parts)


def _lines(name: str, estimate: Estimate, result: TaskResult) -> list[dict[str, Any]]:
    told = f"{name}, {setting_label(result.setting)}"
    told += f", {result.n:,} of {result.total:,} items" if result.total > result.n else ""
    lines = [{"type": name, "name": told, "value": _value(estimate.value, name)}]
    if estimate.stderr is not None:
        told = f"standard error of {told}"
        lines.append({"type": f"{name}_stderr", "name": told, "value": _value(estimate.stderr, name)})
    return lines


def _value(value: float, metric: str) -> float:
    return round(metric_scale(metric) * value, _DIGITS)


def _dataset(result: TaskResult) -> Source:
    source = _source(result)
    if source is None:
        raise ValueError(f"{result.task} has no data set on the hub")
    return source


def _source(result: TaskResult) -> Source | None:
    """Return the data set of a task, None where the task is unknown here or its rows are on no hub."""
    try:
        source = registry.find(result.task).data
    except QaratError:
        return None
    return source if "/" in source.id and source.rows is None else None


def _yaml(value: object) -> str:
    import yaml

    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100))
