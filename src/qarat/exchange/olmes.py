"""OLMES (oe-eval): `task-NNN-NAME-metrics.json` with `task-NNN-NAME-predictions.jsonl`, one pair a task.

The file of metrics has the whole configuration of the task and its hash; predictions have the metrics of
every item. `primary_score` repeats the metric that the configuration names, which comes first here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qarat.evaluate.record import SampleRecord
from qarat.exchange.files import field, leaves, read_json, read_lines
from qarat.exchange.imported import (
    UNSTATED,
    Claim,
    ImportedRun,
    Measured,
    Tool,
    hashed,
    imported_run,
    model_record,
)
from qarat.types import Setting

RECOGNISED = "a folder of task-*-metrics.json with task-*-predictions.jsonl beside them"

_NAME = "OLMES"
_TOOL = Tool("olmes", _NAME, "oe-eval")
_BESIDE = ("predicted_index", "correct_choice", "no_answer")
"""Beginnings of names that are no scores."""
_PRIMARY = "primary_score"


def find(path: Path) -> list[Path]:
    """Return the files of metrics in a folder; an empty list when there is none."""
    return sorted(path.glob("task-*-metrics.json")) if path.is_dir() else []


def read(paths: list[Path]) -> ImportedRun:
    """Return the run of these files of metrics.

    Raises:
        RunFolderError: not the known schema, or predictions that do not give the metrics.
    """
    metrics = [read_json(path) for path in paths]
    config = metrics[0].get("model_config") or {}
    name = str(config.get("model") or config.get("model_path") or "model")
    model = model_record(
        name.rstrip("/").rpartition("/")[2],
        _TOOL,
        address=str(config.get("model_path") or name),
        fingerprint=metrics[0].get("model_hash"),
        engine=f"{_TOOL}, {config.get('model_type', '')}",
        context=config.get("max_length"),
    )
    return imported_run(
        paths[0].parent, _TOOL, model, [_measured(*pair) for pair in zip(paths, metrics, strict=True)]
    )


def _measured(path: Path, metrics: Mapping[str, Any]) -> Measured:
    place = str(path)
    task_config = field(dict(metrics), "task_config", place, _NAME)
    predictions = path.with_name(path.name.replace("-metrics.json", "-predictions.jsonl"))
    rows = [_sample(line) for line in read_lines(predictions)] if predictions.is_file() else []
    scores = {".".join(keys): value for keys, value in leaves(field(dict(metrics), "metrics", place, _NAME))}
    primary = str(task_config.get("primary_metric") or "")
    if primary not in scores and _PRIMARY in scores:
        primary = _PRIMARY
    kept = {
        name: value
        for name, value in scores.items()
        if not name.startswith(_BESIDE) and not math.isnan(value) and (name != _PRIMARY or primary == name)
    }
    shots = task_config.get("num_shots")
    chosen = bool(rows) and all(row.outputs for row in rows)
    return Measured(
        task=str(
            task_config.get("metadata", {}).get("alias") or field(dict(metrics), "task_name", place, _NAME)
        ),
        version=str(task_config.get("version") or 0),
        definition=field(dict(metrics), "task_hash", place, _NAME),
        setting=Setting("cloze" if chosen else "generate", UNSTATED if shots is None else shots, "fixed"),
        claims=[
            Claim(name, value, higher=False if name.startswith("bits_per") else None)
            for name, value in kept.items()
        ],
        samples=rows,
        n=metrics.get("num_instances") or 0,
        limited=task_config.get("limit") is not None,
        headline=primary,
        notes=() if rows else (f"no predictions: {predictions.name} is not there",),
    )


def _sample(line: Mapping[str, Any]) -> SampleRecord:
    outputs = line.get("model_output") or []
    likelihoods = [one["sum_logits"] for one in outputs if isinstance(one.get("sum_logits"), int | float)]
    label = line.get("label")
    texts = [str(one.get("continuation") or one.get("text") or "") for one in outputs]
    chosen = len(likelihoods) == len(outputs) > 1
    values = {".".join(keys): value for keys, value in leaves(line.get("metrics") or {})}
    return SampleRecord(
        id=f"{line['doc_id']}",
        digest=hashed([line.get("native_id"), label, len(outputs) if chosen else 0], 16),
        tags="{}",
        prompt="",
        continuations=texts if chosen else [],
        outputs=likelihoods if chosen else [],
        target=[label] if chosen and isinstance(label, int) else [],
        answer="",
        values={name: value for name, value in values.items() if not math.isnan(value)},
        explanation="",
        note="",
        error="",
        completions=[] if chosen else texts,
        gold="" if chosen else str(label),
    )
