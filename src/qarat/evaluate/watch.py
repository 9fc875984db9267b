"""What a run tells while it goes on: the seam between the loop and whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from qarat.evaluate.aggregate import Scored
from qarat.evaluate.plan import TaskPlan
from qarat.evaluate.record import TaskResult


class Watch(Protocol):
    """Told of every step of a run; must neither print to stdout nor raise."""

    def load(self, address: str) -> None:
        """The plan is made and the model at `address` is about to be loaded."""

    def start(self, planned: TaskPlan, known: int, usage: Callable[[], Mapping[str, float]]) -> None:
        """A task begins, `known` of its items are in the journal; `usage` tells the model's figures."""

    def item(self, scored: Scored) -> None:
        """An item is scored, first those that the journal answers."""

    def finish(self, result: TaskResult) -> None:
        """A task is done and written."""


class Silent:
    """A watch that looks away."""

    def load(self, address: str) -> None:
        """Ignore the model."""

    def start(self, planned: TaskPlan, known: int, usage: Callable[[], Mapping[str, float]]) -> None:
        """Ignore the beginning."""

    def item(self, scored: Scored) -> None:
        """Ignore the item."""

    def finish(self, result: TaskResult) -> None:
        """Ignore the end."""


class Together:
    """Several watches as one."""

    def __init__(self, *watches: Watch) -> None:
        self._watches = watches

    def load(self, address: str) -> None:
        """Tell every one of the model."""
        for watch in self._watches:
            watch.load(address)

    def start(self, planned: TaskPlan, known: int, usage: Callable[[], Mapping[str, float]]) -> None:
        """Tell every one of the beginning."""
        for watch in self._watches:
            watch.start(planned, known, usage)

    def item(self, scored: Scored) -> None:
        """Tell every one of the item."""
        for watch in self._watches:
            watch.item(scored)

    def finish(self, result: TaskResult) -> None:
        """Tell every one of the end."""
        for watch in self._watches:
            watch.finish(result)


SILENT: Watch = Silent()
