"""BLEnD: which questions count, what contains an answer, and how it is weighed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.grading import graded

from qarat.prompts.build import build_items, count_items
from qarat.registry import find
from qarat.tasks.check import damaged, perfect
from qarat.tasks.spec import setting_of
from qarat.types import Sample, Score

BLEND = find("blend")
ANSWERS = [
    {"local": ["ζεστό νερό"], "english": ["hot water"], "count": 4},
    {"local": [], "english": ["fruits", "t-shirt"], "count": 1},
]
SAMPLE = Sample("1", "Read it.\n\nQuestion: What?\nAnswer:", gold="ζεστό νερό", facts={"answers": ANSWERS})


def grade(text: str) -> Score:
    return graded(BLEND, SAMPLE, text)


@pytest.mark.parametrize(
    ("text", "binary", "weight"),
    [
        ("Answer: Hot water.", 1, 1),
        ("Water, and hot", 1, 1),  # every word of the answer, in any order
        ("νερο ζεστο", 1, 1),  # an accent is no other word
        ("a fruit", 1, 0.25),
        ("T shirt", 1, 0.25),
        ("fruit and hot water", 1, 1),  # the more frequent answer decides
        ("cold water", 0, 0),
        ("", 0, 0),
    ],
)
def test_soft_exact_match(text: str, binary: float, weight: float) -> None:
    assert grade(text).values == {"sem_b": binary, "sem_w": weight}
    assert grade(text).extracted == bool(text)


def test_the_repeated_prompt_is_no_answer() -> None:
    sample = Sample("1", "Which water is hot water?", gold="x", facts={"answers": ANSWERS})
    assert graded(BLEND, sample, "Which water is hot water? Steam").values["sem_b"] == 0


@pytest.mark.parametrize("name", ["blend", "blend_local"])
def test_all_regions(data_root: Path, name: str) -> None:
    task = find(name)
    assert count_items(task, root=data_root) == 7_422
    setting = setting_of(task)
    items = build_items(task, setting, root=data_root, limit=320)
    assert len(items) == 320
    for item in items:
        right, wrong = (make(item, task).completions[0].text for make in (perfect, damaged))
        assert graded(task, item.sample, right).values["sem_b"] == 1
        assert graded(task, item.sample, wrong).values["sem_b"] == 0


@given(st.text(st.characters()))
def test_any_text_has_a_grade(text: str) -> None:
    assert 0 <= grade(text).values["sem_w"] <= grade(text).values["sem_b"] <= 1
