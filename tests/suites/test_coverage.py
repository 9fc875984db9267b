from __future__ import annotations

import os
from pathlib import Path

import pytest  # noqa: TC002 - fixtures

from qarat.cli import main
from qarat.reference.catalogue import catalogue
from qarat.suites.coverage import coverage

PAGE = Path(__file__).parents[2] / "docs/coverage.md"


def without_state(page: str) -> list[str]:
    """The lines without the last cell, which depends on the rows at hand."""
    return [line.rsplit(" | ", 1)[0] for line in page.splitlines()]


def test_the_page_is_not_stale() -> None:
    kept, made = PAGE.read_text(encoding="utf-8"), coverage()
    if not os.environ.get("QARAT_DATA"):
        kept, made = "\n".join(without_state(kept)), "\n".join(without_state(made))
    assert kept == made, "python -m qarat.suites.coverage > docs/coverage.md"


def test_states_follow_from_the_rows_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QARAT_DATA", raising=False)
    page = coverage(tmp_path)
    assert "real rows |" not in page
    (mmlu,) = {line for line in page.splitlines() if "`mmlu:5shot` (qwen2.5-base" in line}
    assert mmlu.endswith("| schema rows |")
    (judged,) = {line for line in page.splitlines() if "[MT-Bench]" in line}
    assert judged.endswith("| needs a judge |")
    assert page.count("| generated | – | generated |") >= 4


def test_the_list_names_what_still_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    shown = capsys.readouterr().out
    for one in catalogue():
        assert (f"  {one.name}  " in shown) == bool(one.missing)
    assert main(["list", "arena-hard"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["  Arena-Hard  needs a judge"]
    assert main(["list", "mmlu"]) == 0
    assert "needs" not in capsys.readouterr().out
