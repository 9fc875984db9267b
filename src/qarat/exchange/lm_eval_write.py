"""A run as lm-evaluation-harness would have logged it: `results_DATE.json` and `samples_TASK_DATE.jsonl`.

Every field of the harness has what it would have there: likelihoods as text, hashes of document, prompt and
target, standard errors beside scores. What it has no field for stands under "qarat", which its readers skip
and `lm_eval_own` uses to give back the very same run. Tasks are named by their setting, since several may be
of one benchmark.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from qarat.evaluate.record import RunRecord, SampleRecord, TaskResult
from qarat.exchange.lm_eval_own import NATIVE, Extra
from qarat.scoring.metrics import METRICS

_KINDS = {"generate": "generate_until", "bpb": "loglikelihood"}


def files(record: RunRecord, samples: Callable[[str], Sequence[SampleRecord]], date: str) -> dict[str, str]:
    """Return the files by name, in a folder of the model's; `date` is ISO 8601, empty for today."""
    folder = re.sub(r"[^\w.-]+", "__", record.model.name)
    moment = dt.datetime.fromisoformat(date) if date else dt.datetime.now(tz=dt.UTC)
    stamp = moment.strftime("%Y-%m-%dT%H-%M-%S.%f")
    hashes: dict[str, str] = {}
    contents: dict[str, str] = {}
    for place, result in enumerate(record.results):
        stored = samples(result.file) if result.file else ()
        rows = [_line(number, row, result) for number, row in enumerate(stored)]
        if rows:
            name = _name(place, result)
            told = (row[f"{part}_hash"] for row in rows for part in ("doc", "prompt", "target"))
            hashes[name] = _hash("".join(told))
            lines = (json.dumps(row, ensure_ascii=False) for row in rows)
            contents[f"{folder}/samples_{name}_{stamp}.jsonl"] = "".join(f"{line}\n" for line in lines)
    results = _results(record) | {"date": moment.timestamp(), "task_hashes": hashes}
    text = json.dumps(results, indent=2, ensure_ascii=False)
    return {f"{folder}/results_{stamp}.json": f"{text}\n", **contents}


def _name(place: int, result: TaskResult) -> str:
    return result.file or f"{result.task.replace('/', '.')}-{place}"


def _results(record: RunRecord) -> dict[str, Any]:
    named = {_name(place, result): result for place, result in enumerate(record.results)}
    model = record.model
    return {
        "results": {name: _scores(name, result) for name, result in named.items()},
        "group_subtasks": {},
        "configs": {name: _config(name, result) for name, result in named.items()},
        "versions": {name: result.version for name, result in named.items()},
        "n-shot": {name: _shots(result) for name, result in named.items()},
        "higher_is_better": {
            name: {metric: _higher(metric) for metric in result.metrics} for name, result in named.items()
        },
        "n-samples": {
            name: {"original": result.total, "effective": result.n + result.failed}
            for name, result in named.items()
        },
        "config": {
            "model": "qarat",
            "model_args": model.address,
            "model_num_parameters": model.parameters,
            "model_dtype": model.dtype,
            "model_sha": model.fingerprint,
            "limit": record.config.get("limit"),
        },
        "git_hash": None,
        "model_source": "qarat",
        "model_name": model.name,
        "model_name_sanitized": re.sub(r"[^\w.-]+", "__", model.name),
        "system_instruction": next(filter(None, (one.setting.system for one in record.results)), None),
        "chat_template": "the model's own" if any(one.setting.chat for one in record.results) else None,
        NATIVE: msgspec.to_builtins(record),
    }


def _higher(metric: str) -> bool | None:
    better = METRICS[metric].better if metric in METRICS else "neither"
    return None if better == "neither" else better == "higher"


def _shots(result: TaskResult) -> int | None:
    return result.setting.shots if result.setting.shots >= 0 else None


def _scores(name: str, result: TaskResult) -> dict[str, Any]:
    scores: dict[str, Any] = {"name": name, "alias": result.title, "sample_len": result.n}
    for metric, estimate in result.metrics.items():
        named, _, filtered = metric.partition(",")
        scores[f"{named},{filtered or 'none'}"] = estimate.value
        scores[f"{named}_stderr,{filtered or 'none'}"] = "N/A" if estimate.stderr is None else estimate.stderr
    return scores


def _config(name: str, result: TaskResult) -> dict[str, Any]:
    setting = result.setting
    return {
        "task": name,
        "num_fewshot": _shots(result),
        "output_type": _KINDS.get(setting.formulation, "multiple_choice"),
        "metric_list": [
            {
                "metric": metric.partition(",")[0],
                "aggregation": METRICS[metric].aggregation if metric in METRICS else "mean",
                "higher_is_better": _higher(metric),
            }
            for metric in result.metrics
        ],
        "metadata": {"version": result.version, "protocol": result.protocol},
    }


def _line(number: int, row: SampleRecord, result: TaskResult) -> dict[str, Any]:
    target = str(row.target[0]) if row.target else row.gold
    asked: list[dict[str, Any]] = [{"arg_0": row.prompt, "arg_1": text} for text in row.continuations]
    written = {"arg_0": row.prompt, "arg_1": msgspec.to_builtins(result.setting.decoding) or {}}
    replies: list[Any] = [[[repr(total), "False"]] for total in row.outputs]
    extra = Extra(
        **{name: getattr(row, name) for name in Extra.__struct_fields__ if name != "completions"},
        completions=list(row.completions) if asked else [],
    )
    return {
        "doc_id": number,
        "doc": {"id": row.id, **json.loads(row.tags or "{}")},
        "target": target,
        "arguments": {f"gen_args_{place}": one for place, one in enumerate(asked or [written])},
        "resps": replies if asked else [list(row.completions)],
        "filtered_resps": [reply[0] for reply in replies] if asked else [row.answer],
        "filter": "none",
        "metrics": list(row.values),
        "doc_hash": row.digest,
        "prompt_hash": _hash(row.prompt),
        "target_hash": _hash(target),
        **row.values,
        NATIVE: msgspec.to_builtins(extra),
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
