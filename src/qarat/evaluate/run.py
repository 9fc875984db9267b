"""The run: ask what the journal does not know, score what was answered, write what came of it.

One loop for every task and backend. An answer is in the journal before it is scored, so that killing the
process at any moment costs the batch in flight and nothing else. Scoring is pure and its order does not
matter: the result is computed from the items in plan order, and is the same bytes whether the run was
interrupted or not. A model, scorer or task that raises spoils its own items, each marked with the boundary
where it happened; the rest of the run goes on.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qarat.config import RunConfig
from qarat.errors import ModelError, RunFolderError
from qarat.evaluate.compose import peak_memory, run_record, sample_record, task_result, usage_record
from qarat.evaluate.folder import (
    Run,
    folder_of,
    load_run,
    prepare,
    remove_stale,
    write_record,
    write_samples,
    write_usage,
)
from qarat.evaluate.grade import Answer, Grader, told
from qarat.evaluate.journal import Journal, request_keys
from qarat.evaluate.live import LiveFile
from qarat.evaluate.plan import Plan, TaskPlan, adapt, choose, make_plan
from qarat.evaluate.record import TaskResult
from qarat.evaluate.watch import SILENT, Together, Watch
from qarat.models.load import check_address, open_model
from qarat.models.options import ModelOptions
from qarat.sandbox.choose import permission
from qarat.types import Model, Output, SampleError

JOURNAL = "journal.sqlite"

CANARIES = 3
"""Samples of a task whose canonical solutions are graded before any model is asked."""


@dataclass(frozen=True, slots=True)
class _Session:
    """What the tasks of a run share."""

    folder: Path
    model: Model
    journal: Journal
    watch: Watch


def evaluate(config: RunConfig, *, watch: Watch = SILENT, model: Model | None = None) -> Run:
    """Run `config`, or finish it where it was interrupted, and return its folder.

    `model` takes the place of the one that `config.model` names. Answers go to `journal.sqlite` beside the
    folder.

    Raises:
        QaratError: a mistake in the config, before any model is loaded; a model that cannot be loaded; a full
            disk. Faults of single tasks and items are no exceptions, they stand in the record.
    """
    folder = folder_of(config)
    choices = choose(config)
    if model is None:
        check_address(config.model)
    prepare(folder)
    with Journal(folder.parent / JOURNAL) as journal, LiveFile(folder, config) as live:
        watch = Together(watch, live)
        plan = make_plan(config, choices)
        live.plan(plan)
        if model is None:
            watch.load(config.model)
            model = open_model(config.model, model_options(config))
        with permission(unsafe=config.unsafe_local_exec):
            return _run(adapt(plan, model.info), _Session(folder, model, journal, watch))


def model_options(config: RunConfig) -> ModelOptions:
    """Return how the model of `config` is to be loaded."""
    return ModelOptions(
        config.dtype, config.device, config.threads, config.budget, concurrency=config.concurrency
    )


def _run(plan: Plan, session: _Session) -> Run:
    results: list[TaskResult] = []
    usage = _earlier_usage(session)
    started = time.perf_counter()
    for planned in plan.tasks:
        result, figures = _run_task(planned, session)
        results.append(result)
        # A task that the journal answered whole keeps the figures of the run that computed it.
        usage = {**usage, planned.file: figures} if figures or planned.file not in usage else usage
        # Written after every task, so that a long run can be read while it goes on.
        record = run_record(plan, session.model.info, results)
        write_record(session.folder, record)
        kept = {one.file: usage[one.file] for one in results}
        write_usage(session.folder, usage_record(kept, time.perf_counter() - started))
        session.watch.finish(result)
    remove_stale(session.folder, [planned.file for planned in plan.tasks])
    return load_run(session.folder)


def _earlier_usage(session: _Session) -> Mapping[str, Mapping[str, float]]:
    """Return the figures by task that an earlier run of the same model left in the folder."""
    try:
        earlier = load_run(session.folder)
    except RunFolderError:
        return {}
    info, before = session.model.info, earlier.record.model
    same = (info.fingerprint, info.engine, info.dtype) == (before.fingerprint, before.engine, before.dtype)
    return dict(earlier.usage().get("tasks", {})) if same else {}


def _run_task(planned: TaskPlan, session: _Session) -> tuple[TaskResult, Mapping[str, float]]:
    answers, figures = _answer(planned, session)
    rows = [
        sample_record(item, one, output) for item, (output, one) in zip(planned.items, answers, strict=True)
    ]
    write_samples(session.folder, planned.file, rows)
    return task_result(planned, [one for _, one in answers]), figures


def _answer(planned: TaskPlan, session: _Session) -> tuple[list[Answer], Mapping[str, float]]:
    """Return outputs and scores of all items in order, and the model's figures if it had to be asked."""
    requests = [item.request for item in planned.items]
    keys = request_keys(session.model.info, requests)
    journaled = session.journal.get_many(keys)
    known = {index: journaled[key] for index, key in enumerate(keys) if key in journaled}
    session.watch.start(planned, len(known), session.model.usage)
    if planned.task.generation and planned.task.generation.canary:
        planned.task.generation.canary([item.sample for item in planned.items[:CANARIES]])
    with Grader(planned, session.watch.item) as grader:
        for index, output in known.items():
            grader.put(index, output)
        figures = _ask(planned, session, keys, grader) if len(known) < len(requests) else {}
        return grader.answers(), figures


def _ask(planned: TaskPlan, session: _Session, keys: Sequence[bytes], grader: Grader) -> Mapping[str, float]:
    """Have the model answer what has no output yet, each answer journaled before it is graded."""
    requests, known = [item.request for item in planned.items], grader.indices()
    reason = "the model gave no answer"
    started = time.perf_counter()
    try:
        for index, output in session.model.run(requests, skip=known):
            if output.error is None:
                session.journal.put_many({keys[index]: output})
            grader.put(index, output)
    except (RunFolderError, ModelError):  # a full disk, a key that is refused: no task after it fares better
        raise
    except Exception as error:  # noqa: BLE001 - a model's fault is this task's, not the run's
        reason = told(error)
    figures = {
        **session.model.usage(),
        "journaled": float(len(known)),
        "wall_seconds": time.perf_counter() - started,
        "peak_memory_bytes": peak_memory(),
    }
    missing = Output(error=SampleError("model", reason))
    for index in set(range(len(requests))) - grader.indices():
        grader.put(index, missing)
    return figures
