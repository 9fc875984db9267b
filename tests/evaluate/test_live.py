from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.evaluate.paused import paused_run

from qarat.config import RunConfig
from qarat.errors import ModelError
from qarat.evaluate import live
from qarat.evaluate.live import PROGRESS, read_progress
from qarat.evaluate.run import evaluate
from qarat.models.fake import FakeModel
from qarat.types import Output, Request


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SECONDS", 0.02)


def test_a_run_tells_where_it_is_and_cleans_up(tmp_path: Path) -> None:
    folder = tmp_path / "a run"
    with paused_run(folder) as progress:
        assert progress.state == "running"
        assert progress.command.endswith(f"--limit 12 --output '{folder}'")
        assert [one.items for one in progress.pending] == [12]
        assert progress.finished == ("inhouse.en_knowledge-cloze-0shot",)
        current = progress.current
        assert current is not None
        assert (current.done, current.total, current.known, current.metric) == (5, 12, 0, "acc")
        assert current.value is not None
        assert (current.low or 0.0) <= current.value < (current.high or 0.0)
        assert len(current.samples) == live.RECENT
        assert all(one.prompt and one.gold for one in current.samples)
    assert not (folder / PROGRESS).exists()
    assert [path for path in folder.iterdir() if "writing" in path.name] == []


def test_its_age_is_a_sign_of_life(tmp_path: Path) -> None:
    with paused_run(tmp_path / "run"):
        (progress, _), file = read_progress(tmp_path / "run") or pytest.fail("nothing"), tmp_path / "run"
        os.utime(file / PROGRESS, (0, 0))
        time.sleep(0.5)
        later, age = read_progress(file) or pytest.fail("nothing")
    assert age < 30  # written again, though nothing had happened
    assert later.finished == progress.finished


class Refused(FakeModel):
    def run(
        self, requests: Sequence[Request], skip: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, Output]]:
        raise ModelError("the key was refused", f"another key for {len(requests) - len(skip)} requests")


def test_a_run_that_ends_early_says_why(tmp_path: Path) -> None:
    config = RunConfig("fake:", ("inhouse/en_knowledge:cloze",), limit=3, output=tmp_path / "run")
    with pytest.raises(ModelError):
        evaluate(config, model=Refused())
    progress, _ = read_progress(tmp_path / "run") or pytest.fail("nothing")
    assert (progress.state, progress.said) == ("stopped", "the key was refused")
    evaluate(config, model=FakeModel())
    assert read_progress(tmp_path / "run") is None


def test_what_cannot_be_written_or_read_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    (folder / PROGRESS).mkdir(parents=True)  # in the place of the file
    run = evaluate(RunConfig("fake:", ("inhouse/en_knowledge:cloze",), limit=3, output=folder))
    assert run.record.results[0].n == 3
    assert read_progress(folder) is None
    (tmp_path / PROGRESS).write_bytes(b'{"command": 1')
    assert read_progress(tmp_path) is None
