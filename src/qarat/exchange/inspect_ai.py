"""inspect-ai: `.eval` logs (a zip of JSON) and `.json` logs, of schema version 2.

A log has one task and any number of scorers; a score is "metric:scorer" here, or the metric's name alone
where there is one scorer. An item that was asked in several epochs has the value its reducer gave it. Entries
of recent logs are packed with zstandard, which Python's zip module knows from 3.14 on.
"""

from __future__ import annotations

import json
import math
import statistics
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from qarat.errors import MissingExtraError, RunFolderError, UsageError
from qarat.evaluate.record import SampleRecord
from qarat.exchange.files import field, json_object, read_json
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

RECOGNISED = "a log LOG.eval or LOG.json (keys version, status, eval), or a folder of .eval logs of one model"
SCHEMA = 2
"""Schema version of logs that is known."""

_NAME = "inspect-ai"
_ZSTD = 93
_LOCAL_HEADER = 30
_WORDS = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0, "true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
_MEANS = {"accuracy", "mean"}


def find(path: Path) -> list[Path]:
    """Return the logs that `path` means; an empty list when it means none."""
    if path.is_dir():
        return sorted(path.glob("*.eval"))
    if path.suffix == ".eval":
        return [path] if path.is_file() else []
    if path.suffix != ".json" or not path.is_file():
        return []
    try:
        return [path] if {"version", "status", "eval"} <= read_json(path).keys() else []
    except RunFolderError:
        return []


def read(paths: Sequence[Path]) -> ImportedRun:
    """Return the run of one or several logs of the same model.

    Raises:
        UsageError: the logs are of several models or versions.
        RunFolderError: a log that is damaged, of an unknown schema, or whose samples don't give its scores.
        MissingExtraError: a log is packed with zstandard, which is not installed.
    """
    logs = [_open(path) for path in paths]
    told = {(log["eval"]["model"], _version(log)) for log in logs}
    if len(told) > 1:
        names = "; ".join(sorted(f"{model} ({version})" for model, version in told))
        raise UsageError(
            f"{paths[0].parent} holds logs of several models: {names}", "name the logs one by one"
        )
    spec = logs[0]["eval"]
    tool = Tool("inspect-ai", _NAME, _version(logs[0]))
    name = str(spec["model"])
    model = model_record(name.rpartition("/")[2], tool, address=name, chat=True)
    where = paths[0] if len(paths) == 1 else paths[0].parent
    measured = [_measured(log, path) for log, path in zip(logs, paths, strict=True)]
    return imported_run(where, tool, model, measured)


def _version(log: Mapping[str, Any]) -> str:
    return str(log["eval"].get("packages", {}).get("inspect_ai", ""))


def _open(path: Path) -> dict[str, Any]:
    """Return a log with its samples and reductions, whichever form it has."""
    log = read_json(path) if path.suffix == ".json" else _unzip(path)
    version = field(log, "version", str(path), _NAME)
    if version != SCHEMA:
        raise RunFolderError(
            f"{path} has schema version {version} of {_NAME}, {SCHEMA} is known",
            "`inspect log convert` of a version that writes schema 2 may help",
        )
    field(log, "eval", str(path), _NAME)
    if not log.get("results"):
        raise RunFolderError(
            f"{path} has no results: its status is {log.get('status')!r}",
            f"inspect eval-retry {path.name}"
            if log.get("status") != "success"
            else "inspect score adds them",
        )
    return log


def _unzip(path: Path) -> dict[str, Any]:
    with _reading(path), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "header.json" not in names:
            raise RunFolderError(
                f"{path} has no header.json, so its evaluation did not end", f"inspect eval-retry {path.name}"
            )
        log = json_object(_entry(archive, "header.json"), f"{path}: header.json")
        log["samples"] = [
            json_object(_entry(archive, name), f"{path}: {name}")
            for name in names
            if name.startswith("samples/")
        ]
        if "reductions.json" in names:
            log["reductions"] = json.loads(_entry(archive, "reductions.json"))
    return log


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError) as error:
        raise RunFolderError(
            f"{path} is no whole zip archive: {error}",
            "copy the log again; a log is whole once its task ended",
        ) from error


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type != _ZSTD:
        return archive.read(info)
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("zstandard", "exchange", "a log of inspect-ai") from error
    stream = archive.fp
    if stream is None:
        raise zipfile.BadZipFile("the archive is closed")
    stream.seek(info.header_offset)
    names = struct.unpack("<HH", stream.read(_LOCAL_HEADER)[26:])
    stream.seek(info.header_offset + _LOCAL_HEADER + sum(names))
    try:
        content = zstandard.ZstdDecompressor().decompressobj().decompress(stream.read(info.compress_size))
    except zstandard.ZstdError as error:
        raise zipfile.BadZipFile(f"{name}: {error}") from error
    if zlib.crc32(content) != info.CRC:
        raise zipfile.BadZipFile(f"{name} is damaged")
    return content


def _measured(log: Mapping[str, Any], path: Path) -> Measured:
    spec, results = log["eval"], log["results"]
    scores = field(results, "scores", str(path), _NAME)
    alone = len({score["name"] for score in scores}) == 1
    config, plan = spec.get("config") or {}, log.get("plan") or {}
    claims, values = [], {}
    for score in scores:
        metrics = {metric["name"]: metric["value"] for metric in score["metrics"].values()}
        items = _item_values(log, score)
        for name, value in metrics.items():
            if name == "stderr" or not isinstance(value, int | float) or math.isnan(value):
                continue
            told = name if alone else f"{name}:{score['name']}"
            of_items = name in _MEANS
            stderr = metrics.get("stderr") if of_items else None
            claims.append(Claim(told, float(value), stderr, True if of_items else None, mean=of_items))
            if of_items:
                values[told] = items
    definition = {
        "task": [
            spec.get("task_registry_name") or spec["task"],
            spec.get("task_version"),
            spec.get("task_args"),
        ],
        "dataset": (spec.get("dataset") or {}).get("name"),
        "solver": [[step.get("solver"), step.get("params")] for step in plan.get("steps") or ()],
        "generate": [plan.get("config"), spec.get("model_generate_config")],
        "scorers": spec.get("scorers") or [score["name"] for score in scores],
        "epochs": [config.get("epochs"), config.get("epochs_reducer")],
    }
    samples = _samples(log.get("samples") or (), values)
    whole = (spec.get("dataset") or {}).get("samples") or 0
    return Measured(
        task=str(spec["task"]).rpartition("/")[2],
        version=str(spec.get("task_version", 0)),
        definition=definition,
        setting=Setting("generate", UNSTATED, "fixed", chat=True),
        claims=claims,
        samples=samples,
        n=scores[0].get("scored_samples") or 0,
        total=whole,
        notes=() if samples else ("the log has no samples (log_samples)",),
    )


def _item_values(log: Mapping[str, Any], score: Mapping[str, Any]) -> dict[str, float]:
    """Return the value of each item that has one: the reducer's, or of a single epoch the scorer's."""
    for reduction in log.get("reductions") or ():
        if (reduction["scorer"], reduction.get("reducer")) == (score["name"], score.get("reducer")):
            pairs = ((str(one["sample_id"]), _number(one["value"])) for one in reduction["samples"])
            return {name: value for name, value in pairs if value is not None}
    epochs: defaultdict[str, list[float]] = defaultdict(list)
    for sample in log.get("samples") or ():
        value = _number(((sample.get("scores") or {}).get(score["name"]) or {}).get("value"))
        if value is not None:
            epochs[str(sample["id"])].append(value)
    return {
        name: values[0] if len(values) == 1 else statistics.mean(values) for name, values in epochs.items()
    }


def _number(value: object) -> float | None:
    """Return what inspect-ai's own `value_to_float` makes of a score; None where an item was not scored."""
    if isinstance(value, str):
        known = _WORDS.get(value, _WORDS.get(value.lower()))
        if known is not None:
            return known
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if isinstance(value, bool | int | float) and not math.isnan(value) else None


def _samples(
    logged: Iterable[Mapping[str, Any]], values: Mapping[str, Mapping[str, float]]
) -> list[SampleRecord]:
    """Return one row an item; its epochs are its completions. Items without a score carry the error."""
    items: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for sample in logged:
        items[str(sample["id"])].append(sample)
    return [_sample(name, epochs, values) for name, epochs in items.items()]


def _sample(
    name: str, epochs: Sequence[Mapping[str, Any]], values: Mapping[str, Mapping[str, float]]
) -> SampleRecord:
    first = epochs[0]
    scored = {metric: items[name] for metric, items in values.items() if name in items}
    errors = [(one.get("error") or {}).get("message", "") for one in epochs]
    outputs = [one.get("output") or {} for one in epochs]
    verdict: Mapping[str, Any] = next(iter((first.get("scores") or {}).values()), {})
    error = next(filter(None, errors), "") if not scored else ""
    target = first.get("target", "")
    tags = {key: value for key, value in (first.get("metadata") or {}).items() if isinstance(value, str)}
    return SampleRecord(
        id=name,
        digest=hashed([first.get("input"), target, first.get("choices")], 16),
        tags=msgspec.json.encode(tags, order="sorted").decode(),
        prompt=first["input"] if isinstance(first.get("input"), str) else json.dumps(first.get("input")),
        continuations=[],
        outputs=[],
        target=[],
        answer=str(verdict.get("answer") or ""),
        values=scored,
        explanation=str(verdict.get("explanation") or ""),
        note="",
        error=f"model: {error}" if error else "" if scored else "scorer: the log has no score of this item",
        completions=[str(one.get("completion", "")) for one in outputs],
        gold=target if isinstance(target, str) else "; ".join(target),
    )
