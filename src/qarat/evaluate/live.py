"""What a run leaves in its folder while it goes on, for whoever looks from another process.

`progress.json` says which task runs and how far it is; finished tasks are in `run.json` already. A thread
writes it once a second, whether anything has happened or not, so that its age tells a run that computes for
minutes from one that was killed. It is gone when the run has finished; of a run that ended early it stays and
says why. It holds no result: failing to write it is no failure of the run.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import msgspec

from qarat.config import RunConfig, command
from qarat.evaluate.aggregate import Scored
from qarat.evaluate.compose import prompt_text
from qarat.evaluate.folder import beside
from qarat.evaluate.plan import Plan, TaskPlan
from qarat.evaluate.record import TaskResult
from qarat.evaluate.tally import Tally
from qarat.prompts.build import Item
from qarat.types import Choose, SampleError, Score, Setting

PROGRESS: Final = "progress.json"
SECONDS: Final = 1.0
RECENT: Final = 4
TAIL: Final = 600


class Pending(msgspec.Struct, frozen=True):
    """A task that has not begun."""

    title: str
    setting: Setting
    items: int


class Seen(msgspec.Struct, frozen=True):
    """A sample that was just scored: its prompt, the answer that was read off, and what it scored or why not.

    Texts are cut to their last characters; `before` counts those of the prompt that are left out.
    """

    id: str
    before: int
    prompt: str
    gold: str
    answer: str
    value: float | None
    explanation: str
    error: str


class Current(msgspec.Struct, frozen=True):
    """The task that runs. `value`, `low` and `high` are of its first metric, over `scored` items."""

    file: str
    title: str
    setting: Setting
    metric: str
    total: int
    done: int
    known: int
    scored: int
    failed: int
    value: float | None
    low: float | None
    high: float | None
    tokens_per_second: float | None
    seconds_left: float | None
    samples: tuple[Seen, ...]


class Progress(msgspec.Struct, frozen=True):
    """The whole of `progress.json`; `command` goes on with the run, `finished` names files of samples."""

    command: str
    model: str
    state: Literal["planning", "loading", "running", "stopped"]
    said: str = ""
    finished: tuple[str, ...] = ()
    current: Current | None = None
    pending: tuple[Pending, ...] = ()


class LiveFile:
    """A `Watch` that keeps `progress.json` of the run folder `folder` while its context lasts."""

    def __init__(self, folder: Path, config: RunConfig) -> None:
        self._path = folder / PROGRESS
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._writer = threading.Thread(target=self._keep_writing, name="progress", daemon=True)
        self._state = Progress(command(config, places=True), config.model, "planning")
        self._tally: Tally | None = None
        self._items: dict[str, Item] = {}
        self._recent: deque[Scored] = deque(maxlen=RECENT)
        self._rate: float | None = None
        self._rated = 0.0

    def __enter__(self) -> Self:
        self._write()
        self._writer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._writer.join()
        if kind is None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            return
        said = "interrupted" if kind is KeyboardInterrupt else str(getattr(value, "message", value))
        self._change(state="stopped", said=said)
        self._write()

    def plan(self, plan: Plan) -> None:
        """Name what is going to run."""
        pending = (Pending(one.task.title, one.setting, len(one.items)) for one in plan.tasks)
        self._change(pending=tuple(pending))

    def load(self, address: str) -> None:
        """The model is being loaded."""
        self._change(state="loading", model=address)

    def start(self, planned: TaskPlan, known: int, usage: Callable[[], Mapping[str, float]]) -> None:
        """A task begins."""
        with self._lock:
            self._tally = Tally(planned, known, usage)
            self._items = {item.sample.id: item for item in planned.items}
            self._recent.clear()
            self._rate = None
            self._state = msgspec.structs.replace(
                self._state, state="running", pending=self._state.pending[1:]
            )

    def item(self, scored: Scored) -> None:
        """Count an item. The model is asked for its figures here, in its own thread, and once a second."""
        with self._lock:
            if self._tally is None:
                return
            self._tally.add(scored)
            if not self._tally.planned.task.private:
                self._recent.append(scored)
            if time.monotonic() - self._rated >= SECONDS:
                self._rate, self._rated = self._tally.tokens_per_second, time.monotonic()

    def finish(self, result: TaskResult) -> None:
        """A task stands in `run.json`."""
        with self._lock:
            self._tally = None
            self._state = msgspec.structs.replace(self._state, finished=(*self._state.finished, result.file))

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = msgspec.structs.replace(self._state, **changes)

    def _keep_writing(self) -> None:
        while not self._over.wait(SECONDS):
            self._write()

    def _write(self) -> None:
        with self._lock:
            state = msgspec.structs.replace(self._state, current=self._current())
        draft = beside(self._path)
        with suppress(OSError, UnicodeError):
            draft.write_bytes(msgspec.json.encode(state))
            draft.replace(self._path)

    def _current(self) -> Current | None:
        tally = self._tally
        if tally is None:
            return None
        low, high = tally.interval or (None, None)
        return Current(
            tally.planned.file,
            tally.planned.task.title,
            tally.planned.setting,
            tally.metric,
            tally.total,
            tally.done,
            tally.known,
            tally.scored,
            tally.failed,
            tally.mean if tally.scored else None,
            low,
            high,
            self._rate,
            tally.seconds_left,
            tuple(_seen(one, self._items[one.sample.id], tally.metric) for one in reversed(self._recent)),
        )


def read_progress(folder: Path) -> tuple[Progress, float] | None:
    """Return what a run says of itself and how many seconds ago; None where it says nothing."""
    try:
        written = (folder / PROGRESS).stat().st_mtime
        text = (folder / PROGRESS).read_bytes()
        return msgspec.json.decode(text, type=Progress), max(0.0, time.time() - written)
    except (OSError, msgspec.MsgspecError):
        return None


def _seen(scored: Scored, item: Item, metric: str) -> Seen:
    score, prompt = scored.score, prompt_text(item)
    good = score if isinstance(score, Score) else Score({}, "", "")
    return Seen(
        scored.sample.id,
        max(0, len(prompt) - TAIL),
        prompt[-TAIL:],
        _gold(item)[-TAIL:],
        good.answer[-TAIL:],
        good.values.get(metric),
        good.explanation[-TAIL:],
        f"{score.boundary}: {score.message}"[:TAIL] if isinstance(score, SampleError) else "",
    )


def _gold(item: Item) -> str:
    sample = item.sample
    if sample.gold or not isinstance(item.request, Choose):
        return sample.gold
    right = (sample.target,) if isinstance(sample.target, int) else sample.target
    return " | ".join(sample.choices[place] for place in right if place < len(sample.choices))
