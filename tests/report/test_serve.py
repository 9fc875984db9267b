from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from tests.evaluate.paused import paused_run
from tests.report.serving import served

from qarat.cli import main
from qarat.config import RunConfig
from qarat.errors import MissingExtraError, RunFolderError, UsageError
from qarat.evaluate import live
from qarat.evaluate.live import PROGRESS
from qarat.evaluate.run import evaluate
from qarat.report import serve as serving
from qarat.report.live import look
from qarat.report.serve import LOOPBACK, PORT, listen, serve
from qarat.types import Setting

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

MAIN = "import sys; from qarat.cli import main; sys.exit(main())"


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SECONDS", 0.02)


def ask(port: int, path: str = "/", method: str = "GET", host: str = "") -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    connection.request(method, path, headers={"Host": host or f"{LOOPBACK}:{port}"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, dict(answer.getheaders())


def finished_run(folder: Path) -> Path:
    return evaluate(RunConfig("fake:", ("inhouse/en_knowledge:cloze",), limit=4, output=folder)).path


def test_a_run_in_progress_and_what_came_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with paused_run(folder), served(folder) as port:
        status, page, headers = ask(port)
        assert status == 200
        assert "Running In-house English: Math: 40 % done, 1 of 3 benchmarks finished" in page
        assert '<progress max="12" value="5"' in page
        assert "5 of 12" in page
        assert "Still to come: In-house English: Knowledge, 0-shot, letter (12 items)." in page
        assert page.count('<article class="seen"') == live.RECENT
        assert page.count('<tr class="task">') == 1  # the finished task, as in the report
        assert '<noscript><meta http-equiv="refresh"' in page
        assert page.count('role="status"') == 2
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert "<html" not in ask(port, "/live")[1]
        assert "1 benchmark, 12 items scored" in ask(port, "/run/0/report")[1]
    with served(folder) as port:
        page = ask(port)[1]
        assert "<progress" not in page
        assert "noscript" not in page
        assert page.count('<tr class="task">') == 3
        assert "3 benchmarks, 36 items scored" in ask(port, "/run/0/report")[1]


def test_it_answers_this_machine_only_and_changes_nothing(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with served(run) as port:
        assert ask(port, host="evil.example")[0] == 400  # its name points here: DNS rebinding
        assert ask(port, host=f"evil.example:{port}")[0] == 400
        assert ask(port, host=f"localhost:{port}")[0] == 200
        for method in ("POST", "PUT", "DELETE"):
            assert ask(port, method=method)[0] == 405
        for path in ("/run/1/report", "/run/-1/report", "/run/0/run.json", "/../run.json", "/docs"):
            assert ask(port, path)[0] == 404
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_two_runs_stand_side_by_side(tmp_path: Path) -> None:
    runs = [finished_run(tmp_path / name) for name in ("one", "two")]
    with served(*runs) as port:
        page = ask(port)[1]
        assert page.count('id="status-') == 2
        assert '<a href="/release">' in page
        assert ask(port, "/release")[0] == 200


def test_a_killed_run_is_stalled_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    words = [
        "run",
        "fake:slow=0.1",
        "inhouse/en_knowledge:cloze",
        "--limit",
        "200",
        "-o",
        str(folder),
        "--quiet",
    ]
    process = subprocess.Popen([sys.executable, "-c", MAIN, *words])
    while not (folder / PROGRESS).exists():
        assert process.poll() is None
        time.sleep(0.02)
    assert look(folder).state == "running"
    process.kill()
    process.wait()
    written = (folder / PROGRESS).stat().st_mtime - 60
    os.utime(folder / PROGRESS, (written, written))
    seen = look(folder)
    assert seen.state == "stalled"
    assert seen.status == "Stalled: no sign of life for 1:00"
    assert seen.command == f"qarat run fake:slow=0.1 inhouse/en_knowledge:cloze --limit 200 --output {folder}"


def test_texts_of_others_stay_texts(tmp_path: Path) -> None:
    evil = "</pre><script>alert(1)</script>"
    current = live.Current(
        *("file", evil, Setting("cloze", 0, "fixed"), "acc", 2, 1, 0, 1, 0),
        *(1.0, None, None, None, None, (live.Seen(evil, 0, evil, evil, evil, 1.0, evil, ""),)),
    )
    progress = live.Progress("qarat run", evil, "running", current=current)
    (tmp_path / PROGRESS).write_bytes(msgspec.json.encode(progress))
    with served(tmp_path) as port:
        page = ask(port)[1]
    assert evil not in page
    assert page.count("&lt;script&gt;") >= 6
    assert page.count("<script>") == 1


def test_the_first_free_port_is_taken() -> None:
    with listen() as first, listen() as second:
        assert PORT <= first.getsockname()[1] < second.getsockname()[1]
        assert second.getsockname()[0] == LOOPBACK
        with pytest.raises(UsageError, match="cannot listen on port"):
            listen(first.getsockname()[1])
    with pytest.raises(UsageError):
        listen(70000)


def test_mistakes_come_before_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunFolderError, match="holds no run"):
        serve([tmp_path])
    with pytest.raises(UsageError):
        serve([])
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "uvicorn" else name)
    with pytest.raises(MissingExtraError) as caught:
        serve([tmp_path])
    assert caught.value.hint == 'pip install "qarat[serve]"'
    assert main(["serve", str(tmp_path)]) == 2


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    words = ["env", "--default-signal=INT", sys.executable, "-c", MAIN, "serve", str(run), "--port", "0"]
    with subprocess.Popen(words, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline().split(":")[2].split("/")[0])
            assert ask(port)[0] == 200
            process.send_signal(signal.SIGINT)
            errors = process.communicate(timeout=20)[1]
        finally:
            process.kill()
    assert process.returncode == 0
    assert errors.strip() == ""
