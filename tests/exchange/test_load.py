"""Results of other tools give their scores to the last digit, and pair with what was measured alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange import foreign_files as foreign
from tests.exchange.foreign_files import RIGHT, THIRDS, WRONGER, mean

from qarat.cli import main
from qarat.errors import RunFolderError, UsageError
from qarat.exchange.imported import ImportedRun
from qarat.exchange.load import load_run_or_foreign
from qarat.report.compare.comparison import compare_runs
from qarat.report.release.release import make_release

LETTERS = ("C", "I", "P", "C", "C")


def load(path: Path) -> ImportedRun:
    run = load_run_or_foreign(path)
    assert isinstance(run, ImportedRun)
    return run


def writers() -> dict[str, tuple[Callable[[Path], Path], str, float]]:
    """By tool: what writes a run, and the headline that the tool would report."""
    value = mean([1.0, 0.0, 0.5, 1.0, 1.0])
    log = foreign.inspect_log(LETTERS)

    def archive(folder: Path) -> Path:
        return foreign.inspect_eval(folder / "a.eval", log)

    def packed(folder: Path) -> Path:
        return foreign.inspect_eval(folder / "a.eval", log, zstandard=True)

    return {
        "lm-eval": (lambda folder: foreign.lm_eval(folder, {"colours": THIRDS}).parent, "acc", mean(THIRDS)),
        "inspect .json": (lambda folder: _json(folder / "log.json", log), "accuracy", value),
        "inspect .eval": (archive, "accuracy", value),
        "inspect zstandard": (packed, "accuracy", value),
        "olmes": (lambda folder: foreign.olmes(folder, RIGHT), "acc_per_char", mean(THIRDS)),
        "olmo-eval": (lambda folder: foreign.olmo_eval(folder, RIGHT), "accuracy:logprob", mean(RIGHT)),
    }


def _json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("tool", list(writers()))
def test_the_tools_own_score_comes_out_of_its_samples_to_the_last_digit(tool: str, tmp_path: Path) -> None:
    write, metric, value = writers()[tool]
    run = load(write(tmp_path))
    (result,) = run.record.results
    assert next(iter(result.metrics)) == metric
    assert result.metrics[metric].value == value
    assert mean([sample.values[metric] for sample in run.samples(result.file)]) == value
    assert not [note for note in result.notes if note.startswith(metric)]
    assert result.protocol.startswith("imported:")
    assert result.complete


def test_what_is_no_mean_of_its_items_is_shown_and_not_compared(tmp_path: Path) -> None:
    runs = [
        load(foreign.olmo_eval(tmp_path / name, values)) for name, values in (("a", RIGHT), ("b", WRONGER))
    ]
    metrics = runs[0].record.results[0].metrics
    assert metrics["bits_per_byte:bits_per_byte"].value == 0.5
    (task,) = compare_runs(runs).tasks
    assert [row.name for row in task.rows] == ["accuracy:logprob"]


def test_two_runs_of_one_tool_pair_item_by_item(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = foreign.lm_eval(tmp_path / "a", {"colours": RIGHT})
    second = foreign.lm_eval(tmp_path / "b", {"colours": WRONGER}, model="acme/tiny-b")
    assert main(["compare", str(first), str(second.parent), "-o", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "tiny-a" in printed
    assert "3 : 0" in printed


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"shots": 0}, "protocol"), ({"version": "0.4.9"}, "protocol"), ({"samples": False}, "aggregate")],
)
def test_what_was_measured_otherwise_is_refused(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    first = load(foreign.lm_eval(tmp_path / "a", {"colours": RIGHT}))
    second = load(foreign.lm_eval(tmp_path / "b", {"colours": WRONGER}, **change))  # type: ignore[arg-type]
    comparison = compare_runs([first, second])
    assert not comparison.tasks
    assert {one.reason for one in comparison.refusals} == {reason}


def test_other_prompts_to_the_same_items_are_other_items(tmp_path: Path) -> None:
    paths = [foreign.lm_eval(tmp_path / name, {"colours": RIGHT}) for name in "ab"]
    samples = next(paths[1].parent.glob("samples_*"))
    rows = [json.loads(line) | {"prompt_hash": "f" * 64} for line in samples.read_text().splitlines()]
    foreign.lines(samples, rows)
    (refusal,) = compare_runs([load(path) for path in paths]).refusals
    assert refusal.reason == "items"


def test_a_group_that_is_the_mean_of_its_items_becomes_one_result(tmp_path: Path) -> None:
    parts = {"colours_red": RIGHT, "colours_blue": THIRDS[:7]}
    (result,) = load(foreign.lm_eval(tmp_path, parts, group="colours")).record.results
    assert (result.task, result.n) == ("colours", 17)
    assert result.metrics["acc"].value == pytest.approx(mean([*RIGHT, *THIRDS[:7]]), abs=1e-15)
    assert not result.notes


def test_a_file_without_items_is_reported_with_its_error_and_not_compared(tmp_path: Path) -> None:
    runs = [load(foreign.nemo(tmp_path / name, value)) for name, value in (("a", 0.5), ("b", 0.75))]
    (result,) = runs[0].record.results
    assert result.metrics["score"].stderr == 0.125
    assert not result.complete  # limit_samples
    assert {one.reason for one in compare_runs(runs).refusals} == {"aggregate"}
    assert "NeMo Evaluator" in " ".join(make_release(runs).tables[1].table.remarks)


def test_a_report_marks_the_imported_column(tmp_path: Path) -> None:
    run = foreign.lm_eval(tmp_path / "a", {"colours": RIGHT})
    assert main(["report", str(run), "-o", str(tmp_path / "out")]) == 0
    table = (tmp_path / "out/tables.md").read_text()
    assert "tiny-a (imported)" in table
    assert "tiny-a was measured by lm-evaluation-harness 0.4.13" in table
    assert '<span class="tagged">imported</span>' in (tmp_path / "out/release.html").read_text()


def _cut(folder: Path) -> Path:
    path = foreign.inspect_eval(folder / "log.eval", foreign.inspect_log(LETTERS))
    path.write_bytes(path.read_bytes()[:-200])
    return path


def _edited(folder: Path) -> Path:
    path = foreign.lm_eval(folder, {"colours": RIGHT})
    samples = next(path.parent.glob("samples_*"))
    samples.write_text("".join(samples.read_text().splitlines(keepends=True)[:-1]))
    return path


def _half_a_line(folder: Path) -> Path:
    path = foreign.lm_eval(folder, {"colours": RIGHT})
    samples = next(path.parent.glob("samples_*"))
    samples.write_text(samples.read_text()[:-30])
    return path


def _anything(folder: Path) -> Path:
    return _json(folder / "anything.json", {"results": 1})


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (_cut, "no whole zip archive"),
        (_edited, "acc of colours is 0.7, its samples give"),
        (_half_a_line, "line 10 is no valid JSON"),
        (_anything, "no result of a known tool"),
        (lambda folder: foreign.lm_eval(folder, {"colours": RIGHT}, version="0.5.0"), "known up to 0.4"),
        (
            lambda folder: _json(folder / "log.json", foreign.inspect_log(LETTERS, version=3)),
            "schema version 3",
        ),
        (lambda folder: folder / "nothing", "no run folder"),
    ],
)
def test_bad_files_are_errors_that_say_what_to_do(
    write: Callable[[Path], Path], message: str, tmp_path: Path
) -> None:
    with pytest.raises(RunFolderError, match=message) as raised:
        load_run_or_foreign(write(tmp_path))
    assert raised.value.hint


def test_the_error_names_every_known_tool(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError) as raised:
        load_run_or_foreign(tmp_path)
    for name in (
        "results_*.json",
        "LOG.eval",
        "task-*-metrics.json",
        "metrics.json",
        "results.yml",
        "run.json",
    ):
        assert name in raised.value.hint


def test_a_folder_of_several_results_is_a_question(tmp_path: Path) -> None:
    for name in ("a", "b"):
        foreign.lm_eval(tmp_path, {"colours": RIGHT}, model=name)
    with pytest.raises(UsageError, match="several results"):
        load_run_or_foreign(tmp_path)
