from __future__ import annotations

import io

import pytest
from rich.console import Console

from qarat.config import RunConfig
from qarat.evaluate.folder import Run
from qarat.evaluate.run import evaluate
from qarat.report.run_tables import plan_table, remarks, score_table, token_table
from qarat.report.tables import Table
from qarat.report.tables_terminal import to_terminal


def shown(table: Table | str, width: int = 80) -> str:
    assert isinstance(table, Table)
    console = Console(width=width, file=io.StringIO(), force_terminal=False, color_system=None)
    console.print(to_terminal(table))
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    tasks = ("inhouse/en_math:bpb", "inhouse/en_knowledge:cloze")
    return evaluate(RunConfig("fake:fail=3", tasks, limit=30, output=tmp_path_factory.mktemp("run")))


def test_a_score_stands_beside_what_failed(failed: Run) -> None:
    first, *_ = [
        line for line in shown(score_table(failed.record)).splitlines() if "inhouse/en_knowledge" in line
    ]
    estimate = failed.record.results[1].metrics["acc"]
    assert "29 of 200" in first
    assert f"{100 * estimate.value:.2f} ± {100 * (estimate.stderr or 0):.2f}" in first
    assert "1 model" in first
    assert [line for line in remarks(failed.record) if "acc_norm is" in line]
    assert not [line for line in remarks(failed.record) if "bpb is" in line]


@pytest.mark.parametrize("width", [50, 80])
def test_no_figure_is_cut_where_the_terminal_is_narrow(failed: Run, width: int) -> None:
    text = shown(score_table(failed.record), width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for metric, one in failed.record.results[1].metrics.items():
        assert metric in text
        assert f"{100 * one.value:.2f} ± {100 * (one.stderr or 0):.2f}" in text


def test_tokens_are_told_of_tasks_that_asked_the_model(failed: Run) -> None:
    assert "floor" not in shown(token_table(failed.record, failed.usage()))
    assert token_table(failed.record, {}) == "no model was asked: every answer came from the journal"


def test_a_plan_counts_items_exactly() -> None:
    rows = [
        {"protocol": f"task@1:{name}", "items": 14_042, "requests": 56_168, "seconds": 61.0} for name in "ab"
    ]
    text = shown(plan_table(rows))
    assert "14,042" in text
    assert "28,084" in text
    assert "56.2k" in text
    assert "2 min 2 s" in text
