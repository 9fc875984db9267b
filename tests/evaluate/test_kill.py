from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MAIN = "import sys; from qarat.cli import main; sys.exit(main())"
ITEMS = 60


def command(log: Path, folder: Path) -> list[str]:
    return [
        sys.executable, "-c", MAIN, "run", f"fake:slow=0.02,log={log}", "inhouse/en_knowledge:letter",
        "inhouse/en_math:cloze", "--limit", str(ITEMS // 2), "-o", str(folder), "--quiet",
    ]  # fmt: skip


def computed(log: Path) -> int:
    return log.read_text().count("\n") if log.exists() else 0


def wait_for(log: Path, lines: int, process: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + 60
    while computed(log) < lines and process.poll() is None:
        assert time.monotonic() < limit, "the run does not move"
        time.sleep(0.005)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "run.json", *folder.glob("samples/*.parquet"))}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The log that stands in the address, and the bytes of a run that nothing disturbed."""
    place = tmp_path_factory.mktemp("whole")
    log = place / "log"
    subprocess.run(command(log, place / "run"), check=True, stdout=subprocess.DEVNULL)
    assert computed(log) == ITEMS
    return log, content(place / "run")


def test_killed_at_random_moments_it_ends_in_the_same_bytes(
    whole: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    log, expected = whole
    log.unlink()
    moments = random.Random()
    kills = 0
    for _ in range(50):
        process = subprocess.Popen(
            command(log, tmp_path / "run"), text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        wait_for(log, computed(log) + 1, process)
        time.sleep(moments.uniform(0, 0.3))
        process.kill()
        told = process.communicate()[1]
        assert process.returncode in (-signal.SIGKILL, 0), told
        if process.returncode == 0:
            break
        kills += 1
    assert process.returncode == 0
    assert kills >= 3
    assert content(tmp_path / "run") == expected
    # An answer may be computed and not yet kept at the moment of a kill: one at most.
    assert ITEMS <= computed(log) <= ITEMS + kills


def test_ctrl_c_ends_cleanly_and_says_how_to_resume(
    whole: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    log, expected = whole
    log.unlink()
    words = command(log, tmp_path / "run")
    # A shell's background job ignores Ctrl-C, and so would its children: this one is as if typed by hand.
    by_hand = ["env", "--default-signal=INT", *words]
    process = subprocess.Popen(by_hand, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(log, 10, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "the same command continues: qarat run" in err
    assert str(tmp_path / "run") in err
    assert out == ""
    before = computed(log)
    assert before < ITEMS
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    assert computed(log) <= ITEMS + 1
    assert content(tmp_path / "run") == expected
