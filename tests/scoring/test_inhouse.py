import pytest

from qarat.scoring.inhouse import grade_letter, grade_number, grade_text
from qarat.types import Sample, Score

NAMES = Sample("", "?", ("Anna", "Tom", "3", "13", "小明", "小明、小红"), 0, gold="Anna")


def verdict(score: Score) -> tuple[float, bool]:
    return score.values["exact_match"], score.extracted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Answer: B", (1.0, True)),
        ("The answer is (B), not A.", (1.0, True)),
        ("B. because it is", (1.0, True)),
        ("答案：Ｂ", (1.0, True)),
        ("综上所述，正确答案是B。", (1.0, True)),
        ("故应选择A。", (0.0, True)),
        ("答案：A\n检查之后，答案：B", (1.0, True)),
        ("Be careful.", (0.0, False)),
        ("Answer: Z", (0.0, False)),
    ],
)
def test_letters(text: str, expected: tuple[float, bool]) -> None:
    sample = Sample("", "?", ("a", "b", "c", "d"), 1, facts={"letter": 1})
    assert verdict(grade_letter(sample, text)) == expected


@pytest.mark.parametrize(
    ("text", "gold", "right"),
    [
        ("3 × 4 = 12\nAnswer: 12", "12", True),
        ("Answer: **1,250** dollars", "1250", True),
        ("答案：３６０分钟", "360", True),
        ("so it is 0.75", "3/4", True),
        ("The answer is 3/4.", "0.75", True),
        (r"\boxed{42}", "42", True),
        ("Answer: -5", "5", False),
        ("7 or 8", "7", False),
        ("1/0", "0", False),
        ("none", "0", False),
    ],
)
def test_numbers(text: str, gold: str, right: bool) -> None:  # noqa: FBT001
    assert grade_number(Sample("", "?", gold=gold), text).values["exact_match"] == right


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("Tom gave it away.\nAnswer: Anna.", "Anna", (1.0, True)),
        ("anna", "Anna", (1.0, True)),
        ("Anna or Tom", "Anna", (0.0, False)),
        ("13", "13", (1.0, True)),
        ("113", "13", (0.0, False)),
        ("答案：小明、小红", "小明、小红", (1.0, True)),
        ("答案：小明", "小明、小红", (0.0, True)),
        ("", "Anna", (0.0, False)),
    ],
)
def test_texts(text: str, gold: str, expected: tuple[float, bool]) -> None:
    sample = Sample("", "?", NAMES.choices, NAMES.choices.index(gold), gold=gold)
    assert verdict(grade_text(sample, text)) == expected


def test_an_open_answer_is_compared_whole() -> None:
    assert verdict(grade_text(Sample("", "?", gold="Lake Baikal"), "Answer: lake baikal.")) == (1.0, True)
    assert verdict(grade_text(Sample("", "?", gold="Lake Baikal"), "Baikal")) == (0.0, True)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["Answer: " * 20_000, "答案" * 100_000, "1,234" * 50_000, "(" * 500_000])
def test_endless_texts_are_read_quickly(text: str) -> None:
    for grade in (grade_letter, grade_number, grade_text):
        grade(Sample("", "?", ("a", "b"), 1, gold="5", facts={"letter": 1}), text)
