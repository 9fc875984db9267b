"""lm-evaluation-harness: `results_*.json` with `samples_TASK_*.jsonl` beside it, as 0.4.13 writes them.

A results file names every score "metric,filter". Items are logged once a filter; the lines of one item are
joined here. A group whose score is the mean of all its items (MMLU) becomes one result with its parts as
strata of items, any other group a number without samples. Files that qarat itself wrote carry its record, and
give back the run they were made of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.record import ModelRecord, SampleRecord
from qarat.exchange.files import field, read_json, read_lines
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
from qarat.exchange.lm_eval_own import NATIVE, restore
from qarat.types import Asked, FewShot, Setting

RECOGNISED = "results_*.json with keys results, configs and versions (a folder that holds one, or the file)"
TESTED = (0, 4)
"""Leading numbers of the versions whose files are known."""

_NAME = "lm-evaluation-harness"
_LETTER = re.compile(r"\s?\(?[A-J]\)?")
_DATE = re.compile(r"_?(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?)$")
_UNHASHED = ("metadata", "dataset_kwargs", "task", "group", "tag")
"""Fields of a task's configuration that say where it ran, not how it was asked."""


def find(path: Path) -> Path | None:
    """Return the results file that `path` means; None when there is none.

    Raises:
        UsageError: the folder holds several.
    """
    if path.is_file():
        return path if path.suffix == ".json" and _is_results(path) else None
    found = [one for glob in ("*results*.json", "*/*results*.json") for one in sorted(path.glob(glob))]
    found = [one for one in found if _is_results(one)]
    if len(found) > 1:
        names = ", ".join(str(one.relative_to(path)) for one in found)
        raise UsageError(f"{path} holds several results of {_NAME}: {names}", "name the file that is meant")
    return found[0] if found else None


def read(path: Path) -> ImportedRun:
    """Return the run of a results file and the samples beside it.

    Raises:
        RunFolderError: not the known schema, or samples that do not give the scores.
    """
    results = read_json(path)
    tool = Tool("lm-eval", _NAME, str(results.get("lm_eval_version") or ""))
    _known(path, tool.version)
    if NATIVE in results:
        return restore(
            path, results, {task: _lines(path, task) for task in field(results, "results", str(path), _NAME)}
        )
    reader = _Reader(path, results, tool)
    return imported_run(path, tool, _model(results, tool), list(reader.tasks()))


def _is_results(path: Path) -> bool:
    try:
        content = read_json(path)
    except RunFolderError:
        return False
    return isinstance(content.get("results"), dict) and {"configs", "versions"} <= content.keys()


def _known(path: Path, version: str) -> None:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if len(numbers) > 1 and numbers > TESTED:
        raise RunFolderError(
            f"{path} is of {_NAME} {version}; the schema is known up to {'.'.join(map(str, TESTED))}",
            "a newer qarat may read it; docs/exchange.md lists the versions that were tested",
        )


def _lines(path: Path, task: str) -> list[dict[str, Any]]:
    """Return the logged lines of a task; none where the harness was not asked to log them."""
    date = _DATE.search(path.stem)
    file = path.parent / f"samples_{task}_{date[1] if date else ''}.jsonl"
    return read_lines(file) if file.is_file() else []


class _Reader:
    """One results file, task by task."""

    def __init__(self, path: Path, results: Mapping[str, Any], tool: Tool) -> None:
        self.path, self.results, self.tool = path, results, tool
        self.groups: Mapping[str, list[str]] = {
            name: parts for name, parts in (results.get("group_subtasks") or {}).items() if parts
        }
        self.samples = {name: self._samples(name) for name in results["results"] if name not in self.groups}

    def tasks(self) -> Iterator[Measured]:
        """Yield what stands at the top: groups that are means of their items, other groups, single tasks."""
        merged: set[str] = set()
        for name in self.groups:
            parts = list(self._parts(name))
            if name not in merged and self._is_mean(name, parts):
                merged |= {name, *parts, *(one for one in self.groups if set(self._parts(one)) <= set(parts))}
                yield self._group(name, parts, samples=True)
        for name in self.results["results"]:
            if name in merged:
                continue
            yield (
                self._group(name, list(self._parts(name)), samples=False)
                if name in self.groups
                else self._task(name)
            )

    def _parts(self, name: str) -> Iterator[str]:
        for part in self.groups.get(name, ()):
            yield from self._parts(part) if part in self.groups else (part,)

    def _is_mean(self, name: str, parts: Sequence[str]) -> bool:
        claims = self._claims(name)
        samples = [one for part in parts for one in self.samples.get(part, ())]
        if not claims or not samples or not all(self.samples.get(part) for part in parts):
            return False
        for claim in claims:
            values = [one.values.get(claim.name, math.nan) for one in samples]
            if not math.isclose(math.fsum(values) / len(values), claim.value, rel_tol=1e-9, abs_tol=1e-12):
                return False
        return True

    def _group(self, name: str, parts: Sequence[str], *, samples: bool) -> Measured:
        counts = [self._counts(part) for part in parts]
        rows = [_within(part, one) for part in parts for one in self.samples.get(part, ())] if samples else []
        claims = self._claims(name)
        if samples:
            claims = [replace(one, again=self._weighed(one.name, parts)) for one in claims]
        return Measured(
            task=name,
            version=str(self.results["versions"].get(name)),
            definition=sorted((part, self._definition(part)) for part in parts),
            setting=self._setting(parts[0]) if parts else Setting("form not stated", UNSTATED, "fixed"),
            claims=claims,
            samples=rows,
            n=sum(effective for _, effective in counts),
            total=sum(original for original, _ in counts),
            notes=() if samples else ("a score of several tasks together, which has no items of its own",),
        )

    def _weighed(self, metric: str, parts: Sequence[str]) -> float:
        """Return the mean of the parts' means, weighed by their items, in the harness' own order."""
        columns = [[one.values[metric] for one in self.samples[part]] for part in parts]
        total = sum(sum(column) / len(column) * len(column) for column in columns)
        return total / sum(map(len, columns))

    def _task(self, name: str) -> Measured:
        original, effective = self._counts(name)
        return Measured(
            task=name,
            version=str(self.results["versions"].get(name)),
            definition=self._definition(name),
            setting=self._setting(name),
            claims=self._claims(name),
            samples=self.samples[name],
            n=effective,
            total=original,
            notes=() if self.samples[name] else ("no samples were logged (--log_samples logs them)",),
        )

    def _counts(self, name: str) -> tuple[int, int]:
        counts = (self.results.get("n-samples") or {}).get(name, {})
        effective = counts.get("effective") or self.results["results"][name].get("sample_len") or 0
        return counts.get("original", effective), effective

    def _claims(self, name: str) -> list[Claim]:
        scores = self.results["results"][name]
        means = {
            one.get("metric"): one.get("aggregation", "mean")
            for one in self._config(name).get("metric_list") or ()
        }
        higher = (self.results.get("higher_is_better") or {}).get(name) or {}
        claims = []
        for key, value in scores.items():
            metric, _, filtered = key.partition(",")
            if not filtered or metric.endswith("_stderr") or not isinstance(value, int | float):
                continue
            stderr = scores.get(f"{metric}_stderr,{filtered}")
            claims.append(
                Claim(
                    _name(metric, filtered),
                    float(value),
                    float(stderr) if isinstance(stderr, int | float) and not math.isnan(stderr) else None,
                    higher.get(metric),
                    mean=means.get(metric) == "mean",
                )
            )
        return claims

    def _config(self, name: str) -> dict[str, Any]:
        return self.results["configs"].get(name) or {}

    def _definition(self, name: str) -> object:
        """Return what makes two measurements the same: configuration, shots, chat, system prompt."""
        told = {key: value for key, value in self._config(name).items() if key not in _UNHASHED}
        asked = ("system_instruction_sha", "fewshot_as_multiturn")
        run = self.results.get("config") or {}
        return {
            "task": told,
            "version": self.results["versions"].get(name),
            "shots": (self.results.get("n-shot") or {}).get(name),
            "chat": self.results.get("chat_template") is not None,
            **{key: self.results.get(key) for key in asked},
            **{key: run.get(key) for key in ("gen_kwargs", "fewshot_seed")},
        }

    def _setting(self, name: str) -> Setting:
        chat = self.results.get("chat_template") is not None
        shots = (self.results.get("n-shot") or {}).get(name)
        system = self.results.get("system_instruction") or ""
        kind = self._config(name).get("output_type", "")
        rows = self.samples.get(name, ())
        form: Asked
        if kind == "generate_until":
            form = "generate"
        elif not rows or kind != "multiple_choice":
            form = "form not stated"
        else:
            form = "letter" if all(_LETTER.fullmatch(text) for text in rows[0].continuations) else "cloze"
        drawn: FewShot = "harness" if shots else "fixed"
        return Setting(form, UNSTATED if shots is None else shots, drawn, chat, system)

    def _samples(self, name: str) -> list[SampleRecord]:
        items: dict[str, list[dict[str, Any]]] = {}
        for line in _lines(self.path, name):
            items.setdefault(str(field(line, "doc_id", str(self.path), _NAME)), []).append(line)
        chat = self.results.get("chat_template") is not None
        return [_sample(key, lines, chat=chat) for key, lines in items.items()]


def _name(metric: str, filtered: str) -> str:
    return metric if filtered == "none" else f"{metric},{filtered}"


def _sample(key: str, lines: Sequence[Mapping[str, Any]], *, chat: bool) -> SampleRecord:
    """Return one item from its lines, one a filter; a chat template is the model's, not the item's."""
    first, values = lines[0], dict(_values(lines))
    requests = list(first.get("arguments", {}).values())
    asked = [str(one.get("arg_0", "")) for one in requests]
    choices = [one["arg_1"] for one in requests if isinstance(one.get("arg_1"), str)]
    replies = [reply for replies in first.get("resps", ()) for reply in replies]
    told = [first.get("doc_hash"), first.get("target_hash"), None if chat else first.get("prompt_hash")]
    outputs = [float(reply[0]) for reply in replies] if choices and _likelihoods(replies, choices) else []
    target, gold = _target(str(first.get("target", "")), choices)
    answer = choices[outputs.index(max(outputs))].strip() if len(outputs) > 1 else ""
    if not choices:
        answer = "; ".join(
            dict.fromkeys(str(one) for line in lines for one in line.get("filtered_resps", ()))
        )
    return SampleRecord(
        id=key,
        digest=hashed(told, 16),
        tags="{}",
        prompt=asked[0] if asked else "",
        continuations=choices,
        outputs=outputs,
        target=target,
        answer=answer,
        values=values,
        explanation="",
        note="",
        error="" if values else "scorer: no metric was logged of this item",
        completions=[] if choices else [str(reply) for reply in replies],
        gold=gold,
    )


def _values(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    for line in lines:
        for metric in line.get("metrics", ()):
            value = line.get(metric)
            # What a metric like BLEU needs of an item is a list, and no score of its own.
            if isinstance(value, bool | int | float):
                yield _name(metric, line.get("filter", "none")), float(value)


def _likelihoods(replies: Sequence[Any], choices: Sequence[str]) -> bool:
    return len(replies) == len(choices) and all(isinstance(one, list) and one for one in replies)


def _target(said: str, choices: Sequence[str]) -> tuple[list[int], str]:
    """Return the gold choice, which the harness gives as an index or a text, or the gold answer."""
    if said.isdecimal() and int(said) < len(choices):
        return [int(said)], ""
    texts = [text.strip() for text in choices]
    return ([texts.index(said.strip())], "") if said.strip() in texts else ([], said)


def _within(part: str, sample: SampleRecord) -> SampleRecord:
    tags = msgspec.json.encode({"part": part}).decode()
    return msgspec.structs.replace(sample, id=f"{part}/{sample.id}", tags=tags)


def _model(results: Mapping[str, Any], tool: Tool) -> ModelRecord:
    config = results.get("config") or {}
    name = str(results.get("model_name") or config.get("model_args") or "model")
    return model_record(
        name.rstrip("/").rpartition("/")[2],
        tool,
        address=name,
        fingerprint=config.get("model_sha"),
        engine=f"{tool}, {results.get('model_source') or config.get('model', '')}",
        dtype=str(config.get("model_dtype") or "").removeprefix("torch."),
        context=results.get("max_length"),
        parameters=config.get("model_num_parameters"),
        chat=results.get("chat_template") is not None,
    )
