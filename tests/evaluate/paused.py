"""A run that stops in its middle and waits, so that a test can look at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qarat.config import RunConfig
from qarat.evaluate import live
from qarat.evaluate.live import Progress, read_progress
from qarat.evaluate.run import evaluate
from qarat.models.fake import FakeModel
from qarat.types import Output, Request


class PausedModel(FakeModel):
    """Answers the first task and `first` items of the second, and then waits to be released."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.release = threading.Event()
        self._first, self._tasks = first, 0

    def run(
        self, requests: Sequence[Request], skip: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, Output]]:
        self._tasks += 1
        for number, answer in enumerate(super().run(requests, skip)):
            if self._tasks == 2 and number == self._first:
                assert self.release.wait(60)
            yield answer


@contextmanager
def paused_run(folder: Path, first: int = 5) -> Iterator[Progress]:
    """Run three tasks, of which one is finished and one stands at item `first`; it goes on afterwards."""
    model = PausedModel(first)
    tasks = ("inhouse/en_knowledge:cloze", "inhouse/en_math:cloze", "inhouse/en_knowledge:letter")
    config = RunConfig("fake:", tasks, limit=12, output=folder)
    running = threading.Thread(target=evaluate, args=(config,), kwargs={"model": model})
    running.start()
    try:
        yield _wait(folder, first)
    finally:
        model.release.set()
        running.join()


def _wait(folder: Path, first: int) -> Progress:
    for _ in range(1200):
        told = read_progress(folder)
        if told and told[0].current and told[0].finished and told[0].current.done == first:
            return told[0]
        threading.Event().wait(live.SECONDS / 2)
    raise AssertionError(f"{folder} does not get there")
