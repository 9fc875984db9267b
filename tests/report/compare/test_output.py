from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rich.console import Console
from tests.report.comparable_runs import (
    FakeFolder,
    binary,
    folder,
    result,
    shown,
    single,
    skilled,
    small_and_large,
)

from qarat.errors import RunFolderError
from qarat.evaluate.record import SampleScore, TaskResult
from qarat.report.compare.comparison import compare_runs, render_terminal, write_comparison


@pytest.fixture
def pair() -> list[FakeFolder]:
    return small_and_large()


def test_matrix_of_three_runs() -> None:
    middle = folder("Middle-3B", *_single_task(skilled(0.66, 1600, 5)))
    small = folder("Small-1.5B", *_single_task(skilled(0.6, 1600, 6)))
    large = folder("Large-7B", *_single_task(skilled(0.72, 1600, 7)))
    comparison = compare_runs([small, middle, large])
    (task,) = comparison.tasks
    pairs = {(one.first, one.second): one for one in task.rows[0].pairs}
    assert set(pairs) == {(0, 1), (0, 2), (1, 2)}
    assert {one.family for one in pairs.values()} == {3}
    gaps = {key: one.evidence.difference for key, one in pairs.items()}
    assert gaps[0, 2] == pytest.approx(gaps[0, 1] + gaps[1, 2])
    text = shown(comparison)
    assert f"+{100 * gaps[0, 2]:.2f}" in text
    assert "Diagonal: score" in text


def _single_task(samples: list[SampleScore]) -> tuple[dict[str, list[SampleScore]], list[TaskResult]]:
    return {"mmlu": samples}, [result("mmlu", samples)]


def test_written_files(pair: list[FakeFolder], tmp_path: Path) -> None:
    comparison = compare_runs([*pair])
    paths = write_comparison(comparison, tmp_path / "out")
    assert [path.name for path in paths] == ["compare.md", "compare.csv", "compare.tex"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in paths)
    markdown, values, latex = (path.read_text(encoding="utf-8") for path in paths)
    mmlu = comparison.tasks[0].rows[0]
    assert f"{100 * mmlu.estimates[0].value:.2f}% ± " in markdown
    assert "| subject_00 |" in markdown
    rows = list(csv.DictReader(io.StringIO(values)))
    assert len(rows) == 3 + 8
    assert float(rows[0]["difference"]) == mmlu.pairs[0].evidence.difference
    assert float(rows[0]["attainable"]) == mmlu.pairs[0].evidence.attainable
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") == markdown.count("\n| :---")


def test_refusals_are_written(tmp_path: Path) -> None:
    comparison = compare_runs([single("a", binary("0110")), single("b", binary("011"))])
    markdown, values, _ = write_comparison(comparison, tmp_path)
    assert "Not compared" in markdown.read_text(encoding="utf-8")
    assert next(csv.DictReader(io.StringIO(values.read_text())))["verdict"] == "refused: items"
    assert "Not compared" in shown(comparison)


def test_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    comparison = compare_runs([single("a", binary("01")), single("b", binary("01"))])
    with pytest.raises(RunFolderError, match="cannot be written"):
        write_comparison(comparison, tmp_path / "taken")


def test_terminal_tables_fit(pair: list[FakeFolder]) -> None:
    text = shown(compare_runs(pair))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "…" not in text


def test_terminal_without_groups(pair: list[FakeFolder]) -> None:
    console = Console(width=100, file=io.StringIO())
    console.print(render_terminal(compare_runs(pair), groups=False))
    assert isinstance(console.file, io.StringIO)
    assert "subject_00" not in console.file.getvalue()
