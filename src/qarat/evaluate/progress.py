"""Progress of a run: a live line a task where there is a terminal, a plain line now and then where not.

The running score with its standard error is shown from the second item on, because a run that goes wrong
should be seen while it can still be stopped. Rich draws the live lines and honours NO_COLOR and TERM=dumb.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from qarat.evaluate.aggregate import Scored
from qarat.evaluate.plan import TaskPlan
from qarat.evaluate.record import TaskResult
from qarat.evaluate.tally import Tally, clock
from qarat.scoring.metrics import METRICS

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_SECONDS = 10.0
_LIVE_SECONDS = 0.2


def _score(tally: Tally) -> str:
    if tally.stderr is None:
        return ""
    share = METRICS[tally.metric].unit == "fraction"
    text = (
        f"{tally.metric} {100 * tally.mean:.1f} ± {100 * tally.stderr:.1f} %"
        if share
        else f"{tally.metric} {tally.mean:.3f} ± {tally.stderr:.3f}"
    )
    return text + (f", {tally.failed} failed" if tally.failed else "")


def _speed(tally: Tally) -> str:
    rate = tally.tokens_per_second
    return f"{rate:,.0f} tokens/s" if rate else ""


def _left(tally: Tally) -> str:
    seconds = tally.seconds_left
    return "" if seconds is None else f"{clock(seconds)} left"


class TerminalWatch:
    """A `Watch` that shows a run on `console`; a context manager, so that the terminal is always restored."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._live = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
            console=console,
            auto_refresh=False,
            disable=quiet or not console.is_terminal,
        )
        self._tally: Tally | None = None
        self._line = TaskID(0)
        self._shown = 0.0

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def load(self, address: str) -> None:
        """Say what the first seconds are spent on."""
        if not self._quiet:
            self._console.print(f"loading {address}", markup=False, highlight=False, soft_wrap=True)

    def start(self, planned: TaskPlan, known: int, usage: Callable[[], Mapping[str, float]]) -> None:
        """Open the line of a task."""
        self._tally = Tally(planned, known, usage)
        self._line = self._live.add_task(planned.file, total=len(planned.items), said="")
        self._shown = time.monotonic()

    def item(self, scored: Scored) -> None:
        """Count an item; draw if the last drawing is old enough."""
        if self._tally is None:
            return
        self._tally.add(scored)
        pause = _LIVE_SECONDS if self._console.is_terminal else _PLAIN_SECONDS
        if time.monotonic() - self._shown >= pause:
            self._draw(self._tally)

    def finish(self, result: TaskResult) -> None:  # noqa: ARG002 - the tally has it all
        """Draw the last state of a task."""
        if self._tally is not None:
            self._draw(self._tally)
        self._tally = None

    def _draw(self, tally: Tally) -> None:
        if self._quiet:
            return
        self._shown = time.monotonic()
        said = ", ".join(filter(None, (_score(tally), _speed(tally), _left(tally))))
        if self._console.is_terminal:
            self._live.update(self._line, completed=tally.done, said=said, refresh=True)
        else:
            self._console.print(
                f"{tally.planned.file}: {tally.done}/{tally.total} {said}", markup=False, highlight=False
            )
