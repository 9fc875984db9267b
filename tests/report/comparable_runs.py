"""Synthetic runs: models with a known skill, the same difficulty of every item for all of them."""

from __future__ import annotations

import io
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from qarat.evaluate.folder import SCHEMA
from qarat.evaluate.record import Estimate, ModelRecord, RunRecord, SampleRecord, SampleScore, TaskResult
from qarat.report.compare.comparison import render_terminal
from qarat.report.compare.types import Comparison
from qarat.stats.interval import NON_NEGATIVE
from qarat.stats.summary import Summary, summarise_mean, summarise_ratio
from qarat.types import Setting


@dataclass(frozen=True, slots=True)
class FakeFolder:
    path: Path
    record: RunRecord
    tables: dict[str, list[SampleScore]] = field(default_factory=dict)

    def scores(self, file: str) -> list[SampleScore]:
        return self.tables[file]

    def samples(self, file: str) -> list[SampleRecord]:
        assert file in self.tables
        return []  # scores alone; the page says so


def sample(number: int, values: dict[str, float], **tags: str) -> SampleScore:
    return SampleScore(
        id=f"item-{number}",
        digest=f"{number:08x}",
        tags=json.dumps(tags),
        values=values,
        error="",
    )


def _estimate(summary: Summary) -> Estimate:
    return Estimate(summary.value, summary.stderr, summary.low, summary.high, summary.n, summary.method)


def estimates(samples: Sequence[SampleScore], cluster: str | None = None) -> dict[str, Estimate]:
    clusters = [json.loads(one.tags)[cluster] for one in samples] if cluster else None
    found = {}
    for name in samples[0].values:
        column = [one.values[name] for one in samples]
        if name not in ("bits", "bytes"):
            found[name] = _estimate(summarise_mean(column, clusters=clusters, bounds=NON_NEGATIVE))
    if "bits" in samples[0].values:
        bits, size = ([one.values[name] for one in samples] for name in ("bits", "bytes"))
        found["bpb_corpus"] = _estimate(summarise_ratio(bits, size, clusters))
    return found


def result(
    task: str, samples: Sequence[SampleScore], tag: str | None = None, **special: object
) -> TaskResult:
    members: defaultdict[str, list[SampleScore]] = defaultdict(list)
    scored = [one for one in samples if not one.error]
    for one in scored if tag else ():
        members[json.loads(one.tags)[tag]].append(one)
    fields: dict[str, object] = {
        "task": task,
        "title": {"mmlu": "MMLU", "hellaswag": "HellaSwag"}.get(task, task),
        "version": 1,
        "protocol": f"{task}@1-0123abcd",
        "setting": Setting("letter" if task == "mmlu" else "cloze", 5 if task == "mmlu" else 0, "fixed"),
        "file": task,
        "metrics": estimates(scored, str(special["cluster"]) if "cluster" in special else None),
        "groups": {tag: {group: estimates(some) for group, some in members.items()}} if tag else {},
        "items": str(hash(tuple(sorted(one.id for one in scored)))),
        "n": len(scored),
        "total": len(samples),
        "failed": len(samples) - len(scored),
        "errors": {"model": len(samples) - len(scored)} if len(scored) < len(samples) else {},
        "bounds": {},
        "notes": (),
        "complete": len(scored) == len(samples),
    }
    return TaskResult(**{**fields, **special})  # type: ignore[arg-type]


def folder(name: str, tasks: dict[str, list[SampleScore]], results: Sequence[TaskResult]) -> FakeFolder:
    model = ModelRecord(
        name=name, address=f"hf:{name}", fingerprint=f"sha256:{name}", engine="hf", dtype="float32",
        context=4096, parameters=1, licence="", card={},
    )  # fmt: skip
    record = RunRecord(
        schema=SCHEMA,
        qarat="0",
        versions={},
        command="",
        config={},
        model=model,
        results=tuple(results),
        complete=True,
    )
    return FakeFolder(Path("runs") / name, record, tasks)


def skilled(
    skill: float, n: int, seed: int, groups: Sequence[str] = (), norm: float | None = None
) -> list[SampleScore]:
    """Items whose difficulty all models share (seeded by the item), answered with some luck of their own."""
    rng = random.Random(seed)
    samples = []
    for number in range(n):
        difficulty = random.Random(number).random()
        values = {"acc": float(skill + rng.gauss(0, 0.08) > difficulty)}
        if norm is not None:
            values["acc_norm"] = float(norm + rng.gauss(0, 0.08) > difficulty)
        tags = {"subject": groups[number % len(groups)]} if groups else {}
        samples.append(sample(number, values, **tags))
    return samples


def single(name: str, samples: list[SampleScore], **special: object) -> FakeFolder:
    return folder(name, {"toy": samples}, [result("toy", samples, **special)])  # type: ignore[arg-type]


def binary(text: str) -> list[SampleScore]:
    return [sample(number, {"acc": float(mark)}) for number, mark in enumerate(text)]


def small_and_large() -> list[FakeFolder]:
    """Two models on MMLU with eight subjects and on HellaSwag."""
    subjects = [f"subject_{number:02d}" for number in range(8)]
    runs = []
    for seed, (name, skill) in enumerate((("Small-1.5B", 0.6), ("Large-7B", 0.72))):
        mmlu = skilled(skill, 1600, seed, subjects)
        hellaswag = skilled(skill - 0.1, 900, seed + 10, norm=skill + 0.05)
        runs.append(
            folder(
                name,
                {"mmlu": mmlu, "hellaswag": hellaswag},
                [result("mmlu", mmlu, "subject"), result("hellaswag", hellaswag)],
            )
        )
    return runs


def shown(comparison: Comparison, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False, color_system=None)
    console.print(render_terminal(comparison))
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()
