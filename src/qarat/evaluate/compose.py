"""From plan and scores to the records that a run folder holds.

What depends on model, tasks and settings alone goes into `run.json`; what depends on the day and the machine,
into `usage.json`. Nothing else may decide on which side a figure stands.
"""

from __future__ import annotations

import datetime as dt
import math
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from qarat.config import command, measured
from qarat.evaluate.aggregate import Scored, aggregate
from qarat.evaluate.folder import SCHEMA
from qarat.evaluate.machine import environment
from qarat.evaluate.plan import Plan, TaskPlan
from qarat.evaluate.record import ModelRecord, RunRecord, SampleRecord, TaskResult
from qarat.models.card import model_card
from qarat.prompts.build import Item
from qarat.types import Generate, ModelInfo, Output, SampleError, Score

_PACKAGES = ("torch", "transformers", "gguf", "duckdb")
_BINARY_UNIT = 1 if sys.platform == "darwin" else 1024


def sample_record(item: Item, scored: Scored, output: Output) -> SampleRecord:
    """Return the row of one item."""
    sample, score = item.sample, scored.score
    totals = [one.total for one in output.loglikelihoods]
    good = score if isinstance(score, Score) else Score({}, "", "")
    return SampleRecord(
        id=sample.id,
        digest=item.digest,
        tags=msgspec.json.encode(sample.tags, order="deterministic").decode(),
        prompt=prompt_text(item),
        continuations=[continuation for _, continuation in item.pairs],
        outputs=totals if all(map(math.isfinite, totals)) else [],
        completions=[one.text for one in output.completions],
        lengths=[one.tokens for one in output.completions],
        finished=[one.finish == "stop" for one in output.completions],
        target=[sample.target] if isinstance(sample.target, int) else list(sample.target),
        gold=sample.gold,
        answer=good.answer,
        values=dict(good.values),
        extracted=good.extracted,
        explanation=good.explanation,
        note=output.note,
        error=f"{score.boundary}: {score.message}" if isinstance(score, SampleError) else "",
    )


def task_result(planned: TaskPlan, scored: Sequence[Scored]) -> TaskResult:
    """Return the result of one task; a plan that failed has the error "data" and no items."""
    result = aggregate(planned.task, planned.setting, scored)
    fault = (f"data: {planned.fault}",) if planned.fault else ()
    return TaskResult(
        task=planned.task.name,
        title=planned.task.title,
        version=planned.task.version,
        protocol=planned.protocol,
        setting=planned.setting,
        file=planned.file,
        cluster=planned.task.cluster,
        private=planned.task.private,
        metrics=result.metrics,
        groups=result.groups,
        items=result.items,
        n=result.n,
        total=planned.total,
        failed=result.failed,
        errors={"data": 1} if fault else result.errors,
        bounds=result.bounds,
        notes=result.notes + fault,
        complete=not fault and result.n == planned.total,
    )


def run_record(plan: Plan, info: ModelInfo, results: Sequence[TaskResult]) -> RunRecord:
    """Return the record of a run whose `results` are there so far; complete when the plan is, with no gap."""
    return RunRecord(
        schema=SCHEMA,
        qarat=version("qarat"),
        versions=_versions(),
        command=command(plan.config),
        config=measured(plan.config),
        model=ModelRecord(
            name=info.name,
            address=info.address,
            fingerprint=info.fingerprint,
            engine=info.engine,
            dtype=info.dtype,
            context=info.context,
            parameters=info.parameters,
            licence=info.licence,
            card=model_card(info.config, info.parameters or None),
            chat=info.chat,
            choosing=info.choosing,
        ),
        results=tuple(results),
        complete=len(results) == len(plan.tasks)
        and all(result.complete for result in results)
        and not plan.left_out,
        left_out=plan.left_out,
    )


def usage_record(tasks: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Return what a run cost and where; `tasks` are figures by file, `seconds` those of this invocation."""
    return {
        "date": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "seconds": seconds,
        "peak_memory_bytes": peak_memory(),
        "environment": environment(),
        "tasks": tasks,
    }


def peak_memory() -> float:
    """Return the largest resident size of this process so far, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BINARY_UNIT)


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def prompt_text(item: Item) -> str:
    """Return the context of an item, of choices the first; text as it is, turns as the JSON that was sent."""
    context = item.request.context if isinstance(item.request, Generate) else item.pairs[0][0]
    return context if isinstance(context, str) else msgspec.json.encode(context).decode()
