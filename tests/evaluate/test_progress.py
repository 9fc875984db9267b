from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from qarat.config import RunConfig
from qarat.evaluate.aggregate import Scored
from qarat.evaluate.plan import TaskPlan, choose, make_plan
from qarat.evaluate.progress import TerminalWatch
from qarat.types import SampleError, Score

CONFIG = RunConfig("fake:", ("inhouse/en_knowledge:cloze",), limit=8)


def shown(watch: TerminalWatch, planned: TaskPlan, pause: float = 0.0) -> None:
    with watch:
        watch.start(planned, 2, lambda: {"computed_tokens": 500.0, "seconds": 2.0})
        for number, item in enumerate(planned.items[:-1]):
            score = SampleError("model", "x") if number == 0 else Score({"acc": float(number % 2)}, "", "")
            watch.item(Scored(item.sample, item.digest, score))
            time.sleep(pause)
        watch._draw(watch._tally) if watch._tally else None


@pytest.fixture
def planned() -> TaskPlan:
    return make_plan(CONFIG, choose(CONFIG)).tasks[0]


def test_without_a_terminal_a_line_tells_all(planned: TaskPlan) -> None:
    out = io.StringIO()
    shown(TerminalWatch(Console(file=out, width=200)), planned, pause=0.01)
    line = out.getvalue().splitlines()[-1]
    assert "7/8 acc 50.0 ± 22.4 %, 1 failed" in line
    assert "250 tokens/s" in line
    assert "left" in line
    assert "\x1b" not in line


def test_without_a_terminal_lines_are_few(planned: TaskPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 4))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    out = io.StringIO()
    shown(TerminalWatch(Console(file=out, width=200)), planned)
    assert 1 < len(out.getvalue().splitlines()) < 7


def test_a_terminal_gets_a_bar(planned: TaskPlan) -> None:
    out = io.StringIO()
    shown(TerminalWatch(Console(file=out, width=200, force_terminal=True, no_color=True)), planned)
    assert "7/8" in out.getvalue()
    assert "acc 50.0 ± 22.4 %" in out.getvalue()


def test_quiet_shows_nothing(planned: TaskPlan) -> None:
    out = io.StringIO()
    shown(TerminalWatch(Console(file=out, force_terminal=True), quiet=True), planned)
    assert out.getvalue().replace("\x1b[?25l", "").replace("\x1b[?25h", "").strip() == ""
