"""A run as it stands this moment: what its folder says, in words, and the page that shows it.

Everything is read from files that the run writes and renames into place, so looking takes no lock and never
waits. A run that has written nothing for some seconds is called stalled: it was killed or its machine sleeps.
Texts of models and benchmarks are other people's: templates escape them, and only the page's own script runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from qarat.errors import RunFolderError
from qarat.evaluate.folder import RECORD, Run, load_run, samples_path
from qarat.evaluate.live import Current, Progress, Seen, read_progress
from qarat.evaluate.record import RunRecord, TaskResult
from qarat.evaluate.tally import clock
from qarat.report.page import asset, csp_hash, environment
from qarat.report.summary import (
    HALF,
    ScoreRow,
    figure,
    guessing,
    is_share,
    meanings,
    score_row,
    setting_label,
)
from qarat.scoring.metrics import BESIDE, METRICS

STALLED: Final = 10.0
"""Seconds without a sign of life; a run gives one every second."""

_STEP: Final = 10
"""Per cent between two announcements, so that who listens to the page is not told every item."""

State = Literal["running", "stalled", "stopped", "finished"]
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the last samples, printed; `facts` say what was expected, answered and found."""

    id: str
    before: int
    prompt: str
    sign: str
    outcome: str
    scored: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """The task that runs, printed."""

    title: str
    setting: str
    done: int
    total: int
    facts: tuple[Fact, ...]
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """One run, printed; `command` goes on with a run that does not go on by itself, and `said` tells why."""

    number: int
    name: str
    path: str
    state: State
    status: str
    said: str
    command: str
    now: Now | None
    pending: tuple[str, ...]
    scores: tuple[ScoreRow, ...]
    meanings: tuple[Fact, ...]

    @property
    def any_bounds(self) -> bool:
        """Whether a score has bounds, for which the table then has a column."""
        return any(row.bounds for score in self.scores for row in score.metrics)

    @property
    def beside_labels(self) -> tuple[str, ...]:
        """What stands beside generated scores."""
        return tuple(METRICS[name].label for name in BESIDE)


def look(path: Path, number: int = 0) -> Live:
    """Return the state of the run in the folder `path`, which is the page's run of that `number`.

    Raises:
        RunFolderError: the folder holds no run, or a damaged one.
    """
    told, record = read_progress(path), _record(path)
    if told is None:
        if record is None:
            raise RunFolderError(
                f"{path} holds no run", "start it first: qarat run MODEL TASKS -o FOLDER, or name its folder"
            )
        return _live(path, number, record)
    progress, age = told
    if record is not None:
        results = tuple(one for one in record.results if one.file in progress.finished)
        record = msgspec.structs.replace(record, results=results)
    return _going(_live(path, number, record, progress), progress, age)


def page(runs: Sequence[Live], *, whole: bool = True) -> str:
    """Return the page of `runs`, or only what changes in it."""
    going = any(run.state == "running" for run in runs)
    values = {
        "whole": whole,
        "runs": runs,
        "going": going,
        "title": "; ".join(run.status for run in runs) + " – qarat",
        "release": len(runs) > 1 and all(run.scores for run in runs),
        "style": asset("report.css"),
        "script": asset("live.js"),
    }
    return environment().get_template("live.html.j2").render(values)


def policy() -> str:
    """Return the content security policy of the page: its own script, which asks this server and no other."""
    script = f"'sha256-{csp_hash(asset('live.js'))}'"
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {script}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _record(path: Path) -> RunRecord | None:
    try:
        changed = (path / RECORD).stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, changed).record


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Run:  # noqa: ARG001 - a changed file is another entry of the cache
    return load_run(path)


def _live(path: Path, number: int, record: RunRecord | None, progress: Progress | None = None) -> Live:
    results = record.results if record else ()
    whole = record is not None and record.complete
    return Live(
        number=number,
        name=record.model.name if record else progress.model if progress else "",
        path=str(path),
        state="finished",
        status="Finished" if whole else "Finished, not complete: the report says what is missing",
        said="",
        command="",
        now=None,
        pending=(),
        scores=tuple(score_row(one, _chance(path, one)) for one in results),
        meanings=meanings(record) if record else (),
    )


def _chance(path: Path, result: TaskResult) -> float | None:
    file = samples_path(path, result.file)
    if not (result.n or result.failed) or not (result.metrics and is_share(next(iter(result.metrics)))):
        return None
    try:
        return _guessing(path, result.file, file.stat().st_mtime_ns)
    except (OSError, RunFolderError):
        return None  # replaced at this moment by the run; the next look sees it


@lru_cache(maxsize=1024)
def _guessing(path: Path, file: str, changed: int) -> float | None:  # noqa: ARG001 - as in `_read`
    return guessing(load_run(path).samples(file))


def _going(live: Live, progress: Progress, age: float) -> Live:
    state: State = "running"
    said, status = "", _status(progress)
    if progress.state == "stopped":
        state, status = "stopped", f"Stopped: {progress.said or 'it says no reason'}"
        said = "The run ended early; every answer so far is kept."
    elif age > STALLED:
        state, status = "stalled", f"Stalled: no sign of life for {clock(age // 5 * 5)}"
        said = "The run was killed, or its machine sleeps; every answer so far is kept."
    return replace(
        live,
        state=state,
        status=status,
        said=said,
        command=progress.command if said else "",
        now=_now(progress.current, moving=not said) if progress.current else None,
        pending=tuple(
            f"{one.title}, {setting_label(one.setting)} ({one.items:,} items)" for one in progress.pending
        ),
    )


def _status(progress: Progress) -> str:
    if progress.state == "planning":
        return "Reading the rows"
    if progress.state == "loading":
        return f"Loading {progress.model}"
    current, behind = progress.current, len(progress.finished)
    whole = behind + len(progress.pending) + (current is not None)
    counted = f"{behind} of {whole} benchmarks finished"
    if current is None or not current.total:
        return f"Running: {counted}"
    share = 100 * current.done // current.total // _STEP * _STEP
    return f"Running {current.title}: {share} % done, {counted}"


def _now(current: Current, *, moving: bool) -> Now:
    return Now(
        current.title,
        setting_label(current.setting),
        current.done,
        current.total,
        tuple(_figures(current, moving=moving)),
        tuple(_sample(one, current.metric) for one in current.samples),
    )


def _figures(current: Current, *, moving: bool) -> Iterator[Fact]:
    unit = " %" if is_share(current.metric) else ""
    yield "items", f"{current.done:,} of {current.total:,}"
    if current.value is not None:
        yield f"{current.metric} so far", f"{figure(current.value, current.metric)}{unit}"
    if current.low is not None and current.high is not None:
        ends = " – ".join(figure(end, current.metric) for end in (current.low, current.high))
        yield "95 % interval", f"{ends}{unit}"
    if current.failed:
        yield "failed", f"{current.failed:,}"
    if moving and current.tokens_per_second:
        yield "speed", f"{current.tokens_per_second:,.0f} tokens/s"
    if moving and current.seconds_left is not None:
        yield "time left", clock(current.seconds_left)
    if current.known:
        yield "known before", f"{current.known:,}"


def _sample(seen: Seen, metric: str) -> Sample:
    value = seen.value
    if seen.error:
        sign, outcome = "!", "failed"
    elif value is None or not is_share(metric):
        sign, outcome = "·", "scored"
    else:
        sign, outcome = ("✓", "right") if value > HALF else ("✗", "wrong")
    named = ("expected", seen.gold), ("answer", seen.answer), ("why", seen.explanation), ("error", seen.error)
    return Sample(
        seen.id,
        seen.before,
        seen.prompt,
        sign,
        outcome,
        "" if value is None else f"{metric} {figure(value, metric)}",
        tuple((name, text) for name, text in named if text),
    )
