"""olmo-eval (Ai2): `metrics.json` of one model, with `predictions/MODEL/TASK_HASH-predictions.jsonl`.

Metrics are nested, {metric: {scorer: value}}, of a task as of an item; a score is "metric:scorer" here, as in
the tool's own `primary_metric`. The last six digits of a task's hash are part of the name of its predictions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qarat.errors import RunFolderError
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

RECOGNISED = "a folder with metrics.json (a list of tasks under key tasks) and predictions/"

_NAME = "olmo-eval"
_LOWER = ("bits_per_byte", "perplexity", "corpus_perplexity")
_HASH_DIGITS = 6


def find(path: Path) -> Path | None:
    """Return the file of metrics that `path` means; None when there is none."""
    file = path / "metrics.json" if path.is_dir() else path
    if file.name != "metrics.json" or not file.is_file():
        return None
    tasks = read_json(file).get("tasks")
    return (
        file
        if isinstance(tasks, list) and all("metrics" in one for one in tasks if isinstance(one, dict))
        else None
    )


def read(path: Path) -> ImportedRun:
    """Return the run of a file of metrics and its predictions.

    Raises:
        RunFolderError: several models, not the known schema, or predictions that do not give the metrics.
    """
    metrics = read_json(path)
    config = metrics.get("config") or {}
    if "models" in config:
        raise RunFolderError(f"{path} holds several models", "run olmo-eval once a model, or split the file")
    provider = config["provider"] if isinstance(config.get("provider"), dict) else config
    address = str(provider.get("model") or metrics.get("model_name") or "model")
    name = str(metrics.get("model_name") or address)
    tool = Tool("olmo-eval", _NAME, str(metrics.get("version") or ""))
    kind = provider.get("kind") or provider.get("provider") or ""
    model = model_record(
        name.rstrip("/").rpartition("/")[2],
        tool,
        address=address,
        fingerprint=config.get("model_hash"),
        engine=f"{tool}, {kind}",
        dtype=provider.get("dtype") if provider.get("dtype") != "auto" else "",
    )
    tasks = [_measured(path, name, one) for one in field(metrics, "tasks", str(path), _NAME)]
    return imported_run(path.parent, tool, model, tasks)


def _measured(path: Path, model: str, entry: Mapping[str, Any]) -> Measured:
    task = str(field(dict(entry), "task", str(path), _NAME))
    task_hash = str(entry.get("task_hash") or "")
    stem = "_".join(filter(None, (_safe(task), task_hash[-_HASH_DIGITS:])))
    predictions = path.parent / "predictions" / _safe(model) / f"{stem}-predictions.jsonl"
    rows = [_sample(line) for line in read_lines(predictions)] if predictions.is_file() else []
    config = entry.get("config") or {}
    shots = config.get("num_fewshot", config.get("num_shots"))
    chosen = bool(rows) and all(row.outputs for row in rows)
    return Measured(
        task=task,
        version=str(config.get("version") or 0),
        definition=task_hash or config,
        setting=Setting("cloze" if chosen else "generate", UNSTATED if shots is None else shots, "fixed"),
        claims=[
            Claim(":".join(keys), value, higher=False if keys[0] in _LOWER else None)
            for keys, value in leaves(entry["metrics"])
        ],
        samples=rows,
        n=entry.get("num_instances") or 0,
        limited=config.get("limit") is not None,
        headline=str(entry.get("primary_metric") or ""),
        notes=() if rows else (f"no predictions: {predictions.relative_to(path.parent)} is not there",),
    )


def _sample(line: Mapping[str, Any]) -> SampleRecord:
    outputs = line.get("model_output") or []
    label = line.get("label")
    chosen = len(outputs) > 1 and all("sum_logits" in one for one in outputs)
    texts = [str(one.get("text") or "") for one in outputs]
    answers = [one.get("extracted_answer") for one in outputs]
    return SampleRecord(
        id=str(line["doc_id"]),
        digest=hashed([line.get("native_id"), label], 16),
        tags="{}",
        prompt="",
        continuations=texts if chosen else [],
        outputs=[one["sum_logits"] for one in outputs] if chosen else [],
        target=[label] if chosen and isinstance(label, int) else [],
        answer="" if chosen else "; ".join(str(one) for one in answers if one is not None),
        values={":".join(keys): value for keys, value in leaves(line.get("instance_metrics") or {})},
        explanation="",
        note="",
        error="",
        completions=[] if chosen else texts,
        gold="" if chosen or label is None else str(label),
    )


def _safe(name: str) -> str:
    return re.sub(r"[:/\\ ]", "_", name)
