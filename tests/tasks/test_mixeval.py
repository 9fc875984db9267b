"""MixEval: the rule parser against the counts of the benchmark's own functions, and its prompts as sent."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.grading import graded

from qarat.prompts.build import build_items
from qarat.registry import find
from qarat.scoring.mixeval import cut_at, find_answers, find_option, is_right
from qarat.tasks.spec import setting_of
from qarat.types import Generate, Sample, Task

HARD = find("mixeval_hard")
HALVES = {"free_form": "freeform", "multiple_choice": "multichoice"}


def grade(sample: Sample, text: str, task: Task = HARD) -> tuple[float, bool]:
    score = graded(task, sample, text)
    return score.values["rule_match"], score.extracted


@pytest.fixture
def files(data_root: Path) -> Path:
    folder = data_root.parent / "files"
    if not folder.is_dir():
        pytest.skip(f"the stored responses are not at {folder}")
    return folder


def responses(files: Path, half: str) -> Iterator[dict[str, Any]]:
    folder = files / "mixeval/model_responses/gemma_11_7b_instruct/mixeval_hard/2024-06-01"
    with (folder / f"gemma_11_7b_instruct_close_{HALVES[half]}_hard.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {**row, "config": half, "target": [str(one) for one in row["target"]]}


@pytest.mark.parametrize(
    ("half", "right", "unparsable"), [("free_form", 102, 0), ("multiple_choice", 166, 47)]
)
def test_stored_responses(files: Path, half: str, right: int, unparsable: int) -> None:
    grades = []
    for row in responses(files, half):
        sample = HARD.sample(row)
        assert sample.input == row["formated_input"]
        grades.append(grade(sample, row["response"]))
    assert len(grades) == 500
    assert sum(value for value, _ in grades) == right
    assert sum(not extracted for _, extracted in grades) == unparsable


@pytest.mark.parametrize(("seed", "published"), [(42, 177), (0, 176), (1, 181)])
def test_the_rest_of_upstreams_count_is_luck(files: Path, seed: int, published: int) -> None:
    generator = random.Random(seed)
    lucky = 0
    for row in responses(files, "multiple_choice"):
        if find_option(row["response"], row["options"]) is None:
            lucky += str(generator.choice(range(len(row["options"])))) in row["target"]
    assert 166 + lucky == published


def test_base_models_see_the_benchmarks_five_examples(files: Path, data_root: Path) -> None:
    task = find("mixeval_base_hard")
    items = build_items(task, setting_of(task), root=data_root, limit=2)
    for item, name in zip(items, ("freeform", "multiplechoice"), strict=True):
        path = files / f"judge_prompts/mixeval_five_shot_prefix_{name}.txt"
        prefix = path.read_bytes().decode()
        assert isinstance(item.request, Generate)
        assert item.request.context == f"{prefix}{item.sample.input}\n"


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("B", 1),
        ("b", None),
        ("The answer is (B), not (A).", 1),
        ("**A. x**", 0),
        ("I would say a knife, for bread is soft.", 1),
        ("a knife", None),  # five words or fewer must name a letter
        ("Both A and B.\n", 0),
        ("", None),
        ("E", None),
    ],
)
def test_options(text: str, option: int | None) -> None:
    assert find_option(text, ["a ladle", "a knife", "a sieve"]) == option


@pytest.mark.parametrize(
    ("text", "targets", "right"),
    [
        ("70", ["70"], True),
        ("The difference is 70.0 bicycles", ["70"], True),
        ("1,070", ["1070"], True),
        ("It is the Grey Marbler.", ["Grey Marbler"], True),
        ("Grey Marbler, as it is known", ["Grey Marbler"], False),  # only the tail behind "is " is looked at
        ("x = 3\ny = 4", ["4"], True),
        ("x = 3\nthe end", ["3"], True),
        ("answer a", ["a"], True),
        ("answer apple", ["a"], False),
        ("", ["70"], False),
    ],
)
def test_free_form(text: str, targets: list[str], right: bool) -> None:  # noqa: FBT001
    assert is_right(text, targets) is right


def test_a_base_model_goes_on() -> None:
    assert cut_at("B\n\nAs with A", "\n\n") == "B"
    assert cut_at("\n\nA", "\n\n") == "\n\nA"


@given(st.text(st.characters()) | st.sampled_from(["1e999", "nan = nan", "=" * 99, "9" * 5000]))
def test_any_text_has_a_grade(text: str) -> None:
    free = Sample("1", "?", gold="70", facts={"kind": "free_form", "targets": ["70"], "options": []})
    choice = Sample(
        "2", "?", gold="A", facts={"kind": "multiple_choice", "targets": ["0"], "options": ["x", "y"]}
    )
    for sample in (free, choice):
        assert grade(sample, text)[0] in {0, 1}
        assert grade(sample, text, find("mixeval_base"))[0] in {0, 1}
    assert find_answers(text)
