"""NVIDIA NeMo Evaluator: `results.yml`, which has scores and no items.

The harness that it drove (lm-evaluation-harness, simple-evals) may have left its own files in the same
folder; whoever wants to compare item by item gives those. Groups that repeat a task are not shown twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qarat.exchange.files import field, read_yaml
from qarat.exchange.imported import UNSTATED, Claim, ImportedRun, Measured, Tool, imported_run, model_record
from qarat.types import Setting

RECOGNISED = "results.yml with keys config, target and results (a folder that holds it, or the file)"

_NAME = "NeMo Evaluator"
_FILES = ("results.yml", "results.yaml", "artifacts/results.yml")
_PLACES = ("output_dir",)
_HOW_FAST = ("parallelism", "request_timeout", "max_retries")


def find(path: Path) -> Path | None:
    """Return the results file that `path` means; None when there is none."""
    places = [path / name for name in _FILES] if path.is_dir() else [path]
    files = [one for one in places if one.suffix in {".yml", ".yaml"} and one.is_file()]
    return next((one for one in files if {"results", "target"} <= read_yaml(one).keys()), None)


def read(path: Path) -> ImportedRun:
    """Return the run of a results file, all of it without samples.

    Raises:
        RunFolderError: not the known schema.
    """
    content = read_yaml(path)
    results = field(content, "results", str(path), _NAME)
    endpoint = (content.get("target") or {}).get("api_endpoint") or {}
    versions = content.get("versions") or (content.get("metadata") or {}).get("versioning") or {}
    tool = Tool(
        "nemo-evaluator", _NAME, str(versions.get("nemo-evaluator") or content.get("git_hash") or "").strip()
    )
    name = str(endpoint.get("model_id") or "model")
    model = model_record(
        name.rpartition("/")[2],
        tool,
        address=f"{name}@{endpoint.get('url', '')}",
        chat=endpoint.get("type") == "chat",
    )
    config = content.get("config") or {}
    tasks = results.get("tasks") or {}
    groups = {name: one for name, one in _groups(results.get("groups") or {}) if tasks.get(name) != one}
    measured = [_measured(name, one, config, chat=model.chat) for name, one in {**tasks, **groups}.items()]
    return imported_run(path, tool, model, measured, str(content.get("command", "")).strip())


def _groups(groups: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, group in groups.items():
        if group.get("metrics"):
            yield name, {"metrics": group["metrics"]}
        yield from ((f"{name}/{inner}", one) for inner, one in _groups(group.get("groups") or {}))


def _measured(name: str, task: Mapping[str, Any], config: Mapping[str, Any], *, chat: bool) -> Measured:
    metrics = task.get("metrics") or {}
    claims, counts = [], []
    for metric, held in metrics.items():
        scores = held.get("scores") or {}
        for kind, score in scores.items():
            stats = score.get("stats") or {}
            told = metric if len(scores) == 1 else f"{metric}:{kind}"
            claims.append(Claim(told, float(score["value"]), stats.get("stderr")))
            counts += [stats["count"]] if stats.get("count") else []
    params = config.get("params") or {}
    return Measured(
        task=name,
        version="0",
        definition={
            **{key: value for key, value in config.items() if key not in (*_PLACES, "params")},
            "params": {key: value for key, value in params.items() if key not in _HOW_FAST},
        },
        setting=Setting("generate" if chat else "form not stated", UNSTATED, "fixed", chat=chat),
        claims=claims,
        n=max(counts, default=0),
        limited=params.get("limit_samples") is not None,
        notes=("the file has no items",),
    )
