"""The ten generated sets: right, balanced, never twice the same, and another test with another seed."""

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from statistics import fmean

import pytest
from tests.grading import graded

from qarat.registry import find
from qarat.tasks.inhouse import SETS
from qarat.tasks.spec import in_form
from qarat.types import Row, Task

GENERATED = [part for part in SETS if not part.endswith("coding")]
SEEDS = ("seed-1", "seed-2", "seed-77")
ASCII_BY_CHINESE = re.compile(r"[\u4e00-\u9fff][,.;:?!()\"]|[,;:?!()\"][\u4e00-\u9fff]")


def rows_of(part: str, seed: str = "seed-1", split: str = "test") -> Sequence[Row]:
    rows = find(f"inhouse/{part}").data.rows
    assert rows is not None
    return rows(seed, split)


def in_chat(part: str) -> Task:
    return in_form(find(f"inhouse/{part}"), chat=True)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("part", GENERATED)
def test_shape_and_balance(part: str, seed: str) -> None:
    test, train = rows_of(part, seed), rows_of(part, seed, "train")
    assert (len(test), len(train)) == (200, 8)
    asked = Counter((row["question"], frozenset(row["choices"])) for row in (*test, *train))
    assert max(asked.values()) == 1
    assert all(len(set(row["choices"])) == 4 and all(row["choices"]) for row in test)
    places = Counter(row["answer"] for row in test)
    assert max(places.values()) - min(places.values()) <= 2
    levels = Counter(row["level"] for row in test)
    assert set(levels) == {1, 2, 3}
    assert max(levels.values()) < 1.2 * min(levels.values())


@pytest.mark.parametrize("part", SETS)
def test_a_seed_is_a_set_of_its_own(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    column = "prompt" if part.endswith("coding") else "question"
    one, other = ({row[column] for row in rows_of(part, seed)} for seed in SEEDS[:2])
    # Of facts in small tables some come again.
    assert len(one & other) < len(one) / (2 if part.endswith("knowledge") else 5)
    monkeypatch.setenv("QARAT_SEED", "7")
    assert find(f"inhouse/{part}").data.configs == ("seed-7",)


@pytest.mark.parametrize("part", GENERATED)
def test_a_solution_is_worth_everything_and_a_damaged_one_nothing(part: str) -> None:
    task = in_chat(part)
    for row in rows_of(part):
        sample = task.sample(row)
        assert graded(task, sample, sample.worked).values["exact_match"] == 1, row
        for wrong in row["choices"]:
            letter = "ABCD"[row["choices"].index(wrong)]
            said = f"Answer: {letter if SETS[part].form == 'letter' else wrong}"
            expected = row["choices"].index(wrong) == row["answer"]
            assert graded(task, sample, said).values["exact_match"] == expected, (row, wrong)
        assert graded(task, sample, "~").values["exact_match"] == 0


@pytest.mark.parametrize("part", [part for part in GENERATED if part.startswith("zh")])
def test_chinese_has_chinese_punctuation(part: str) -> None:
    for row in rows_of(part):
        assert not ASCII_BY_CHINESE.search(row["question"]), row["question"]
        assert re.search(r"[？。）]$", row["question"]), row["question"]
        assert not re.search(r"[{}|]", row["question"])


@pytest.mark.parametrize("part", [part for part in GENERATED if part.startswith("en")])
def test_english_is_whole(part: str) -> None:
    for row in rows_of(part):
        assert re.search(r"^[A-Z0-9].*[?.)]$", row["question"], re.DOTALL), row["question"]
        assert not re.search(r"[{}|]|\b1 (?:\w+s)\b|\ba [aeio]\w+|  ", row["question"]), row["question"]


def stem(text: str) -> str:
    """The question without the story before it, and without what is filled in: a template in one wording."""
    text = re.sub(r"\d+(?:[.,]\d+)*", "#", text.rpartition("\n")[2])
    text = re.sub(r"(?<![.?] )(?<!^)\b[A-Z][a-z]*\b|“[^”]*”|\"[^\"]*\"|\([^)]*\)|（[^）]*）", "@", text)
    return re.sub(r"小[明红华丽刚芳强雨军兰杰雪涛燕峰梅]", "@", text)


def test_there_are_hundreds_of_templates() -> None:
    for part in ("en_math", "zh_math"):
        stems = {stem(row["question"]) for seed in SEEDS for row in rows_of(part, seed)}
        assert len(stems) > 80
    # How an item is asked at which level; nearly all of these have two wordings or more.
    kinds = {(part, row["kind"], row["level"]) for part in GENERATED for row in rows_of(part)}
    assert len(kinds) > 400


@pytest.mark.parametrize("part", ["en_math", "zh_math"])
def test_every_step_of_a_worked_solution_is_right(part: str) -> None:
    steps: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows_of(part):
        *lines, last = row["worked"].splitlines()
        for line in lines:
            told, value = line.rsplit(" = ", 1)
            if "," not in told:  # C(5,2) and lcm(4,6) are no arithmetic
                told = re.sub(r"\d+(?:\.\d+)?(?:/\d+)?", r"Fraction('\g<0>')", told)
                told = told.replace("×", "*").replace("÷", "/").replace("²", "**2")
                assert eval(told) == Fraction(value), line  # noqa: S307 - our own text
        assert last.endswith(row["choices"][row["answer"]])
        assert lines[-1].endswith(f"= {row['choices'][row['answer']]}")
        steps[row["level"]].append(len(lines))
    assert fmean(steps[1]) < fmean(steps[2]) < fmean(steps[3])


@pytest.mark.parametrize("part", ["en_comprehension", "zh_comprehension", "zh_reasoning"])
def test_a_higher_level_has_more_to_read(part: str) -> None:
    lengths: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows_of(part):
        lengths[row["kind"], row["level"]].append(len(row["question"]))
    kinds = {kind for kind, _ in lengths} - {"数列规律"}  # whose rule gets deeper, not longer
    assert all(fmean(lengths[kind, 1]) < fmean(lengths[kind, 3]) for kind in kinds)


def test_rows_do_not_depend_on_the_process() -> None:
    code = "from qarat.registry import find\nfor name in {!r}: print(find(name).data.rows('seed-1', 'test'))"
    names = [f"inhouse/{part}" for part in SETS]
    said = {
        subprocess.run(
            [sys.executable, "-c", code.format(names)],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hidden_cases_are_not_in_the_prompt(language: str) -> None:
    rows = rows_of(f"{language}_coding")
    assert len({row["task_id"] for row in rows}) == len(rows) > 150
    for row in rows:
        calls = [line.partition("candidate")[2].partition(" == ")[0] for line in row["test"].splitlines()[1:]]
        assert len(calls) == 14
        assert [f"{row['entry_point']}{call}\n" in row["prompt"] for call in calls].count(True) == 2
        assert row["canonical_solution"].strip() not in row["prompt"]
