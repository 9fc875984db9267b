"""Small runs as other tools write them, made up, with the aggregates that the tools would compute."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

DATE = "2026-01-02T03-04-05.678901"
RIGHT = (1, 0, 1, 1, 0, 1, 0, 1, 1, 1)
WRONGER = (1, 0, 0, 1, 0, 1, 0, 0, 1, 0)
THIRDS = (0.1, 0.2, 0.3, 0.7, 0.1, 1 / 3, 0.6, 0.9, 0.2, 0.3)
"""Values whose mean depends on the order of the sum in its last digit."""


def mean(values: Sequence[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


def stderr(values: Sequence[float]) -> float:
    middle, n = mean(values), len(values)
    return math.sqrt(sum((value - middle) ** 2 for value in values) / (n - 1)) / math.sqrt(n)


def lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def lm_eval_line(doc: int, task: str, values: Mapping[str, float], name: str = "none") -> dict[str, Any]:
    prompt = f"Question: which colour has {task} number {doc}?\nAnswer:"
    requests = [{"arg_0": prompt, "arg_1": text} for text in (" red", " blue")]
    return {
        "doc_id": doc,
        "doc": {"question": doc},
        "target": "0",
        "arguments": {f"gen_args_{place}": one for place, one in enumerate(requests)},
        "resps": [[["-1.25", "False"]], [["-2.5", "False"]]],
        "filtered_resps": [["-1.25", "False"], ["-2.5", "False"]],
        "filter": name,
        "metrics": list(values),
        "doc_hash": _hash(f"{task}{doc}"),
        "prompt_hash": _hash(prompt),
        "target_hash": _hash("0"),
        **values,
    }


def lm_eval(
    folder: Path,
    tasks: Mapping[str, Sequence[float]],
    *,
    model: str = "acme/tiny-a",
    group: str = "",
    shots: int = 5,
    samples: bool = True,
    version: str = "0.4.13",
) -> Path:
    """Write a results file and its samples, of `tasks` with one value of acc an item."""
    config = {"output_type": "multiple_choice", "metric_list": [{"metric": "acc", "aggregation": "mean"}]}
    place = folder / model.replace("/", "__")
    scores = {
        name: {"alias": name, "acc,none": mean(values), "acc_stderr,none": stderr(values)}
        for name, values in tasks.items()
    }
    if group:
        sizes = [len(values) for values in tasks.values()]
        value = sum(mean(v) * n for v, n in zip(tasks.values(), sizes, strict=True)) / sum(sizes)
        scores[group] = {"alias": group, "acc,none": value, "acc_stderr,none": 0.1}
    content = {
        "results": scores,
        "group_subtasks": {group: list(tasks)} if group else {},
        "configs": {name: {"task": name, "num_fewshot": shots, **config} for name in tasks},
        "versions": dict.fromkeys(scores, 1.0),
        "n-shot": dict.fromkeys(tasks, shots),
        "higher_is_better": {name: {"acc": True} for name in scores},
        "n-samples": {name: {"original": len(v), "effective": len(v)} for name, v in tasks.items()},
        "config": {
            "model": "hf",
            "model_args": {"pretrained": model},
            "gen_kwargs": {},
            "fewshot_seed": 1234,
        },
        "lm_eval_version": version,
        "model_source": "hf",
        "model_name": model,
        "chat_template": None,
    }
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"results_{DATE}.json"
    path.write_text(json.dumps(content, indent=2))
    for name, values in tasks.items() if samples else ():
        rows = [lm_eval_line(doc, name, {"acc": value}) for doc, value in enumerate(values)]
        lines(place / f"samples_{name}_{DATE}.jsonl", rows)
    return path


def inspect_log(values: Sequence[str], *, model: str = "acme/tiny-a", version: int = 2) -> dict[str, Any]:
    """Return a log of one epoch; `values` are letters as a scorer gives them."""
    numbers = [{"C": 1.0, "I": 0.0, "P": 0.5}[value] for value in values]
    spec = {
        "task": "acme/colours",
        "task_version": 3,
        "task_args": {},
        "model": model,
        "dataset": {"name": "colours", "samples": len(values)},
        "config": {"epochs": 1},
        "packages": {"inspect_ai": "0.3.285"},
    }
    metrics = {
        name: {"name": name, "value": value}
        for name, value in (("accuracy", mean(numbers)), ("stderr", stderr(numbers)))
    }
    samples = [
        {
            "id": f"q{place}",
            "epoch": 1,
            "input": f"What is the colour of {place}?",
            "target": "red",
            "output": {"completion": "red"},
            "scores": {"match": {"value": value, "answer": "red", "explanation": "said red"}},
            "metadata": {"subject": "colours"},
        }
        for place, value in enumerate(values)
    ]
    return {
        "version": version,
        "status": "success",
        "eval": spec,
        "plan": {"steps": [{"solver": "generate", "params": {}}], "config": {"temperature": 0.0}},
        "results": {"scores": [{"name": "match", "scorer": "match", "metrics": metrics}]},
        "samples": samples,
    }


def inspect_eval(path: Path, log: Mapping[str, Any], *, zstandard: bool = False) -> Path:
    """Write a log as a `.eval` archive, packed with deflate, or with zstandard as recent versions do."""
    entries = {f"samples/{one['id']}_epoch_{one['epoch']}.json": one for one in log["samples"]}
    entries["header.json"] = {key: value for key, value in log.items() if key != "samples"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, json.dumps(content))
    if zstandard:
        path.write_bytes(_zstandard(path))
    return path


def _zstandard(path: Path) -> bytes:
    """Return the archive with every entry stored as one zstandard frame, method 93."""
    import zstandard

    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        contents = {name: old.read(name) for name in old.namelist()}
        for name, content in contents.items():
            new.writestr(name, zstandard.ZstdCompressor().compress(content))
            info = new.getinfo(name)
            info.compress_type, info.CRC, info.file_size = 93, zlib.crc32(content), len(content)
    return out.getvalue()


def olmes(folder: Path, values: Sequence[float], *, task_hash: str = "abc123") -> Path:
    """Write one task of OLMES: its metrics and its predictions."""
    scores = {"acc_raw": mean(values), "acc_per_char": mean(THIRDS[: len(values)])}
    metrics = {
        "task_name": "colours:rc",
        "task_hash": task_hash,
        "model_hash": "def456",
        "model_config": {"model": "tiny-a", "model_type": "hf"},
        "task_config": {
            "num_shots": 5,
            "primary_metric": "acc_per_char",
            "metadata": {"alias": "colours:rc::olmes"},
        },
        "num_instances": len(values),
        "metrics": {**scores, "primary_score": scores["acc_per_char"], "no_answer": 0.0},
    }
    rows = [
        {
            "doc_id": place,
            "native_id": f"colour-{place}",
            "metrics": {"acc_raw": value, "acc_per_char": THIRDS[place], "acc_uncond": None},
            "model_output": [{"sum_logits": -1.5, "num_chars": 4}, {"sum_logits": -2.5, "num_chars": 5}],
            "label": 0,
        }
        for place, value in enumerate(values)
    ]
    lines(folder / "task-000-colours:rc-predictions.jsonl", rows)
    (folder / "task-000-colours:rc-metrics.json").write_text(json.dumps(metrics))
    return folder


def olmo_eval(folder: Path, values: Sequence[float]) -> Path:
    """Write a run of olmo-eval: metrics and the predictions of one task."""
    task_hash = "0123456789abcdef"
    entry = {
        "task": "colours:mc",
        "metrics": {"accuracy": {"logprob": mean(values)}, "bits_per_byte": {"bits_per_byte": 0.5}},
        "num_instances": len(values),
        "primary_metric": "accuracy:logprob",
        "task_hash": task_hash,
        "config": {"num_fewshot": 3},
    }
    metrics = {
        "timestamp": "2026-01-02T03:04:05",
        "experiment_id": "0123456789ab",
        "model_name": "acme/tiny-a",
        "config": {"provider": {"model": "acme/tiny-a", "kind": "vllm"}, "model_hash": "feed"},
        "tasks": [entry],
        "summary": {},
    }
    rows = [
        {
            "doc_id": place,
            "native_id": f"colour-{place}",
            "model_output": [{"text": " red", "sum_logits": -1.0}, {"text": " blue", "sum_logits": -2.0}],
            "instance_metrics": {
                "accuracy": {"logprob": value},
                "bits_per_byte": {"bits_per_byte": THIRDS[place]},
            },
            "label": 0,
        }
        for place, value in enumerate(values)
    ]
    lines(folder / "predictions/acme_tiny-a/colours_mc_abcdef-predictions.jsonl", rows)
    (folder / "metrics.json").write_text(json.dumps(metrics))
    return folder


def nemo(folder: Path, value: float) -> Path:
    """Write a results file of NeMo Evaluator, a group repeating its task."""
    measured = {"value": value, "stats": {"stderr": 0.125, "count": 16}}
    score = {"metrics": {"score": {"scores": {"micro": measured}}}}
    content = {
        "command": "simple_evals --model acme/tiny-a",
        "config": {
            "type": "colours",
            "output_dir": "/results",
            "params": {"temperature": 0.0, "limit_samples": 16, "parallelism": 4},
        },
        "target": {"api_endpoint": {"model_id": "acme/tiny-a", "type": "chat", "url": "http://localhost"}},
        "git_hash": "1234abc",
        "results": {"tasks": {"colours": score}, "groups": {"colours": score}},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.yml").write_text(yaml.safe_dump(content))
    return folder
