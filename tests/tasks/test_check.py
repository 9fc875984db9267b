from dataclasses import replace
from pathlib import Path

import pytest

from qarat.registry import find, load_file
from qarat.tasks.check import Check, check_task
from qarat.tasks.spec import Options, resolve
from qarat.types import Layout, Row, Sample, Source, Task

ROWS = [{"q": f"question {index}", "c": ["yes", "no"], "a": index % 2} for index in range(5)]


def _task(sample: object = None, **source: object) -> Task:
    data = Source("me/mine", "test", rows=lambda _, __: ROWS)
    return Task(
        name="mine",
        title="Mine",
        data=replace(data, **source),  # type: ignore[arg-type]
        sample=sample or (lambda row: Sample("", row["q"], tuple(row["c"]), row["a"])),  # type: ignore[arg-type]
    )


def _verdicts(check: Check) -> list[bool]:
    return [line.passed for line in check.lines]


def test_a_sound_task_passes() -> None:
    check = check_task(_task())
    assert check.passed
    assert [line.name for line in check.lines] == [
        "rows become prompts",
        "the gold answer scores 1",
        "a wrong answer scores less",
        "items differ",
    ]
    assert len(check.items) == 3


def test_rows_that_do_not_fit_fail_with_the_reason() -> None:
    def sample(row: Row) -> Sample:
        return Sample("", row["question"], tuple(row["c"]), row["a"])

    check = check_task(_task(sample))
    assert _verdicts(check) == [False]
    assert "no column" in check.lines[0].detail
    assert "hint: its columns are q, c, a" in check.lines[0].detail


def test_a_metric_that_cannot_tell_right_from_wrong_fails() -> None:
    all_true = _task(lambda row: Sample("", row["q"], tuple(row["c"]), (0, 1)))
    check = check_task(replace(all_true, metrics=("mc2",), formulations=("cloze",)))
    assert _verdicts(check) == [True, True, False, True]


def test_a_metric_the_scorer_does_not_know_fails() -> None:
    check = check_task(replace(_task(), metrics=("acc_nrm",)))
    assert _verdicts(check) == [False]
    assert "did you mean acc_norm" in check.lines[0].detail


def test_code_of_the_task_that_raises_fails() -> None:
    check = check_task(replace(_task(), layout=Layout(answer=3)))  # type: ignore[arg-type]
    assert _verdicts(check) == [False]
    assert "TypeError" in check.lines[0].detail


def test_repeated_items_are_told() -> None:
    check = check_task(_task(lambda row: Sample("", "always this", tuple(row["c"]), 0)))
    assert _verdicts(check)[-1] is False


MINE = """\
from qarat.registry import task
from qarat.types import Layout, Row, Sample, Source, Task


def sample(row: Row) -> Sample:
    return Sample(id="", input=row["goal"], choices=(row["sol1"], row["sol2"]), target=row["label"])


@task
def piqa() -> Task:
    return Task(
        name="piqa",
        title="PIQA",
        data=Source(id="ybisk/piqa", configs=("plain_text",), split="validation", fewshot_split="train"),
        sample=sample,
        layout=Layout(question="Question: {}"),
    )
"""


def test_a_task_of_ones_own_is_one_short_file(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    (task,) = load_file(tmp_path / "mine.py")
    rows = [{"goal": "Open a jar.", "sol1": "Turn the lid.", "sol2": "Sing to it.", "label": 0}]
    check = check_task(replace(task, data=replace(task.data, rows=lambda _, __: rows)))
    assert check.passed
    assert len(MINE.splitlines()) <= 30


def test_a_file_is_named_like_a_task(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE.replace("piqa", "mine"))
    ((task, setting),) = resolve([f"{tmp_path / 'mine.py'}:2shot:letter"], Options())
    assert (task.name, setting.shots, setting.formulation) == ("mine", 2, "letter")


@pytest.mark.parametrize("name", ["inhouse/en_knowledge", "inhouse/zh_reasoning"])
def test_own_sets_pass(name: str) -> None:
    assert check_task(find(name)).passed
