from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from qarat.cli import main
from qarat.evaluate.folder import load_run
from qarat.evaluate.record import RunRecord

MAIN = "import sys; from qarat.cli import main; sys.exit(main())"

TASK = """
from qarat.registry import task
from qarat.types import Sample, Source, Task


@task
def {name}() -> Task:
    return Task(
        name="{name}",
        title="Sums",
        data=Source("sums", "test", rows=lambda config, split: [{{"a": a, "b": 1}} for a in range(4)]),
        sample=lambda row: Sample("", f"{{row['a']}} + {{row['b']}} =", ("7", str(row["a"] + 1)), {target}),
        formulation="cloze",
    )
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def start(*words: str, **variables: str) -> tuple[int, str, str, float]:
    """Run the command line in a process of its own: exit code, stdout, stderr, CPU seconds."""
    kept = {name: value for name, value in os.environ.items() if name not in {"QARAT_DATA", "QARAT_TRACE"}}
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "OMP_NUM_THREADS": "1", **variables},
    )
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return done.returncode, done.stdout, done.stderr, cpu


def cpu_seconds(*words: str) -> float:
    """The least of five, because other processes only ever add."""
    return min(start(*words)[3] for _ in range(5))


@pytest.mark.parametrize(
    ("command", "message", "hint"),
    [
        ("run fake: inhose/en_math", "unknown task 'inhose'", "inhouse"),
        ("run fake: dmeo", "unknown task 'dmeo'", "demo"),
        ("run fake: inhouse/en_knowlege", "no part 'en_knowlege'", "en_knowledge"),
        ("run fake: inhouse/en_knowledge:5shots", "unknown facet '5shots'", "5shot"),
        ("run fak: demo", "no model at 'fak:'", "did you mean fake?"),
        ("run fake:slo=1 demo", "unknown fault 'slo'", "slow"),
        ("run hf:./absent demo", "no model folder at ./absent", "hub id"),
        ("run gguf:absent.gguf demo", "absent.gguf", ""),
        ("run fake: mmlu", "no rows of cais/mmlu", "hf download cais/mmlu"),
        ("run fake: mmlu --data-root absent", "data root absent is no folder", "--data-root"),
        ("run fake: inhouse/en_knowledge --shots 9999", "9999 shots", "--shots"),
        ("run fake: demo --limit 0", "limit is 0", "from 1"),
        ("run fake: demo --limit many", "many", "qarat run --help"),
        ("run fake: demo --shots 0,many", "'many' is no number of examples", "qarat run --help"),
        ("run fake: demo --limt 3", "--limt", "qarat run --help"),
        ("run fake: demo --formulation cloz", "cloz", "qarat run --help"),
        ("run fake: demo -o taken/run", "cannot write the run folder taken/run", "-o DIR"),
        ("run fake:", "tasks", "qarat run --help"),
        ("run --config bad.toml", "unknown key 'modle'", "did you mean model?"),
        ("run --config absent.toml", "cannot read absent.toml", ""),
        ("rum fake: demo", 'Did you mean "run"', "qarat --help"),
        ("show mmul", "unknown task 'mmul'", "mmlu"),
        ("show inhouse/en_knowledge:cloze --item 999999", "item 999999 does not exist", "from 0"),
        ("list nothing_like_this", "nothing matches", "qarat list"),
        ("check absent.py", "no file absent.py", ""),
        ("compare one two", "one is no run folder", "qarat run"),
        ("report one", "one is no run folder", "qarat run"),
    ],
)
def test_mistakes_are_answered_at_once(command: str, message: str, hint: str) -> None:
    Path("taken").write_text("a file where a folder should be")
    Path("bad.toml").write_text('modle = "fake:"\n')
    code, out, err, cpu = start(*command.split())
    assert code == 2
    assert out == ""
    told = err[err.index("error: ") :]
    assert message in told
    assert not hint or hint in told[told.index("hint: ") :]
    assert "Traceback" not in err
    assert cpu < 1
    assert not Path("runs").exists() or not list(Path("runs").rglob("run.json"))


def test_trace_shows_where() -> None:
    _, _, err, _ = start("run", "fake:", "inhose", QARAT_TRACE="1")
    assert "Traceback" in err
    assert "error: unknown task" in err


def test_help_and_list_start_quickly() -> None:
    assert cpu_seconds("--help") < 0.25
    assert cpu_seconds("list") < 0.4


def test_run_prints_tables_and_names_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "20"]) == 0
    out, err = capsys.readouterr()
    (folder,) = Path("runs").glob("fake-*")
    record = load_run(folder).record
    estimate = record.results[0].metrics["acc"]
    assert f"{100 * estimate.value:.2f} ± {100 * (estimate.stderr or 0):.2f}" in out
    assert "20 of 200" in out
    assert "ratio" in out
    assert f"open {folder}/report.html" in out
    assert (folder / "report.html").is_file()
    assert "20/20" in err
    assert "\x1b" not in out + err


def test_json_is_the_record_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9", "--json", "--quiet", "-o", "out"])
        == 0
    )
    out, err = capsys.readouterr()
    assert msgspec.json.decode(out, type=RunRecord) == load_run("out").record
    assert "open out/report.html" in err


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_failures_make_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "fake:fail=3", "inhouse/en_knowledge:cloze", "--limit", "9"]) == 1
    out = capsys.readouterr().out
    assert "1 model" in out
    assert "told to fail at request 3 (item seed-1/3)" in out
    assert "with failures counted as wrong" in out
    assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9"]) == 0


def test_the_same_command_finds_the_same_folder(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9"]) == 0
    assert len(list(Path("runs").glob("fake-*"))) == 1
    assert "every answer came from the journal" not in capsys.readouterr().out


def test_a_run_of_known_answers_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("runs/a", "runs/b"):
        assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9", "-o", folder]) == 0
    assert "every answer came from the journal" in capsys.readouterr().out


def test_toml_and_flags_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Path("run.toml").write_text(
        'model = "fake:"\ntasks = ["inhouse/en_knowledge:cloze"]\n'
        'limit = 9\nshots = [0, 2]\noutput = "toml"\n'
    )
    assert main(["run", "--config", "run.toml"]) == 0
    assert (
        main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9", "--shots", "0,2", "-o", "flags"])
        == 0
    )
    assert Path("toml/run.json").read_bytes() == Path("flags/run.json").read_bytes()
    assert main(["run", "--config", "run.toml", "--limit", "5", "-o", "mixed"]) == 0
    assert [result.n for result in load_run("mixed").record.results] == [5, 5]
    capsys.readouterr()


def test_toml_of_wrong_type_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    Path("run.toml").write_text('model = "fake:"\ntasks = ["inhouse/en_knowledge:cloze"]\nlimit = "many"\n')
    assert main(["run", "--config", "run.toml"]) == 2
    err = capsys.readouterr().err
    assert "many" in err
    assert "run.toml" in err


def test_dry_run_prices_the_plan_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "fake:", "inhouse/en_knowledge:cloze", "--shots", "0,2", "--limit", "9", "--dry-run"]
    assert main(words) == 0
    assert "inhouse/en_knowledge@1:cloze:2shot:fixed:" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["items"], row["requests"]) for row in rows] == [(9, 36), (9, 36)]
    assert all(row["unique_tokens"] < row["request_tokens"] for row in rows)
    assert list(Path().iterdir()) == []


def test_list_names_tasks_parts_and_suites(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:3] == ["mmlu", "letter,", "5-shot"] and "57 parts" in line for line in lines)
    assert any(line.split()[:2] == ["demo", "suite"] for line in lines)
    assert main(["list", "mmlu/*algebra*"]) == 0
    assert capsys.readouterr().out.split()[0] == "mmlu/abstract_algebra"


def test_show_marks_the_continuations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "inhouse/en_knowledge:letter:2shot", "--item", "3"]) == 0
    out = capsys.readouterr().out
    assert "item seed-1/3" in out
    assert out.count("Answer:") == 3
    assert out.count("=> ' ") == 1


def test_show_takes_a_file_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.py").write_text(TASK.format(name="shown_sums", target=1))
    assert main(["show", "good.py:letter"]) == 0
    assert "shown_sums version 1, letter" in capsys.readouterr().out


def test_check_passes_a_sound_task_and_fails_a_bad_one(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.py").write_text(TASK.format(name="sound_sums", target=1))
    Path("bad.py").write_text(TASK.format(name="unsound_sums", target=5))
    assert main(["check", "good.py"]) == 0
    out = capsys.readouterr().out
    assert "the gold answer scores 1" in out
    assert "FAIL" not in out
    assert main(["check", "bad.py"]) == 1
    assert "gold label 5" in capsys.readouterr().out


def test_compare_prints_and_writes(capsys: pytest.CaptureFixture[str]) -> None:
    for seed in ("0", "1"):
        assert main(["run", f"fake:seed={seed}", "inhouse/en_knowledge:cloze", "-o", f"runs/{seed}"]) == 0
    capsys.readouterr()
    assert main(["compare", "runs/0", "runs/1"]) == 0
    assert "Improvement" in capsys.readouterr().out
    assert {path.suffix for path in Path("runs/compare-0-vs-1").iterdir()} == {".md", ".csv", ".tex"}
    assert main(["compare", "runs/0", "runs/1", "-o", "elsewhere", "--no-groups"]) == 0
    assert Path("elsewhere/compare.md").is_file()


def test_what_is_not_comparable_makes_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "-o", "runs/0"]) == 0
    assert main(["run", "fake:seed=1", "inhouse/en_knowledge:cloze", "--limit", "9", "-o", "runs/1"]) == 0
    assert main(["compare", "runs/0", "runs/1"]) == 1
    assert "hint: --allow-partial" in capsys.readouterr().err


def test_report_is_written_anew(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "fake:", "inhouse/en_knowledge:cloze", "--limit", "9", "-o", "out"]) == 0
    Path("out/report.html").unlink()
    assert main(["report", "out"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "out/report.html"
    assert Path("out/report.html").is_file()


def test_demo_without_its_model_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "qarat_smollm2", None)
    assert main(["demo"]) == 2
    assert 'pip install "qarat[demo]"' in capsys.readouterr().err


def test_a_fault_of_the_program_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr("qarat.report.page.write_page", broken)
    assert main(["report", "out"]) == 70
    err = capsys.readouterr().err
    assert "error: ZeroDivisionError: by accident" in err
    assert "QARAT_TRACE=1" in err


def test_a_closed_pipe_is_no_error() -> None:
    shell = f"{sys.executable} -c '{MAIN}' list 'mmlu/*' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
