"""Kill a real run at any moment: the same command finishes it to the same bytes and scores nothing twice."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

KILLS = 10
COMMAND = [sys.executable, "-c", "import sys; from qarat.cli import main; sys.exit(main())", "run", "demo:"]
TASKS = ["inhouse/en_knowledge:letter:5shot", "inhouse/en_math:cloze", "--limit", "120", "--budget", "128"]


def start(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "QARAT_CACHE": str(folder.parent / "cache"), "OMP_NUM_THREADS": "1"}
    command = [*COMMAND, *TASKS, "--quiet", "-o", str(folder), "--threads", "1"]
    with (folder.parent / "log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=log)


def answers(folder: Path) -> dict[str, bytes]:
    """What the journal beside a run folder holds."""
    path = folder.parent / "journal.sqlite"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as journal:
        return {
            bytes(key).hex(): bytes(value) for key, value in journal.execute("select key, value from outputs")
        }


def digests(folder: Path) -> dict[str, str]:
    files = [folder / "run.json", *sorted((folder / "samples").glob("*.parquet"))]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("smollm2_gguf")
def test_a_run_killed_ten_times_ends_as_if_it_never_was(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "killed").mkdir()
    whole = tmp_path / "whole" / "run"
    begin = time.perf_counter()
    first = start(whole)
    assert first.wait() == 0, (tmp_path / "whole" / "log").read_text()
    seconds = time.perf_counter() - begin

    killed, draw, hits = tmp_path / "killed" / "run", random.Random(0), 0
    before: dict[str, bytes] = {}
    for _ in range(KILLS):
        process = start(killed)
        try:
            process.wait(draw.uniform(0.2, 0.8) * seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            hits += 1
        after = answers(killed)
        assert before.items() <= after.items(), "an answer was lost or scored again"
        before = after
    last = start(killed)
    assert last.wait() == 0, (tmp_path / "killed" / "log").read_text()
    assert hits >= 3
    assert digests(killed) == digests(whole)
