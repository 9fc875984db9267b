from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from qarat.errors import DataError, UsageError
from qarat.prompts.build import build_items, count_items, prompt_hash
from qarat.types import Row, Sample, Setting, Source, Task

ZERO = Setting("cloze", 0, "fixed")


def _plain(row: Row) -> Sample:
    return Sample("", row["q"], tuple(row["c"]), row["a"])


def _row(index: int, **changes: object) -> dict[str, Any]:
    return {"q": f"question {index}", "c": ["yes", "no"], "a": index % 2} | changes


def _task(
    rows: Sequence[Row], sample: Callable[[Row], Sample] = _plain, configs: tuple[str, ...] = ("default",)
) -> Task:
    def of(config: str, split: str) -> Sequence[Row]:
        return [
            dict(row) | {"q": f"{config} {split} {row['q']}"} if isinstance(row.get("q"), str) else row
            for row in rows
        ]

    return Task(
        name="mine",
        title="Mine",
        data=Source("me/mine", "test", configs=configs, fewshot_split="train", rows=of),
        sample=sample,
    )


def test_ids_order_and_limit() -> None:
    task = _task([_row(index) for index in range(4)], configs=("b", "a"))
    items = build_items(task, ZERO)
    assert [item.sample.id for item in items] == [
        f"{config}/{index}" for config in "ba" for index in range(4)
    ]
    assert build_items(task, ZERO, limit=1) == items[:1]
    assert build_items(task, ZERO, limit=2) == [items[0], items[4]]
    assert build_items(task, ZERO, limit=3) == [items[0], items[1], items[4]]
    assert build_items(task, ZERO, limit=80) == items
    assert count_items(task) == 8
    assert [item.sample.id for item in build_items(_task([_row(0), _row(1)]), ZERO)] == ["0", "1"]


def test_a_part_asks_the_same_as_the_whole() -> None:
    task = _task([_row(index) for index in range(4)], configs=("a", "b"))
    part = replace(task, data=replace(task.data, configs=("b",)))
    for policy in ("fixed", "per-item", "harness"):
        setting = Setting("cloze", 2, policy)
        assert build_items(part, setting) == build_items(task, setting)[4:]


def test_own_ids_are_kept_and_must_be_unique() -> None:
    def sample(row: Row) -> Sample:
        return replace(_plain(row), id=row["name"])

    items = build_items(_task([_row(0, name="x"), _row(1, name="y")], sample), ZERO)
    assert [item.sample.id for item in items] == ["x", "y"]
    with pytest.raises(DataError, match="two items have the id 'x'"):
        build_items(_task([_row(0, name="x"), _row(1, name="x")], sample), ZERO)


def test_digests_follow_the_content_and_hashes_the_prompt() -> None:
    rows = [_row(0), _row(1)]
    items = build_items(_task(rows), ZERO)
    lettered = build_items(_task(rows), Setting("letter", 0, "fixed"))
    assert [item.digest for item in items] == [item.digest for item in lettered]
    assert len({item.digest for item in items}) == 2
    assert prompt_hash(items) != prompt_hash(lettered)
    assert prompt_hash(items) == prompt_hash(build_items(_task(rows), ZERO, limit=1))
    chat = build_items(_task(rows), Setting("cloze", 0, "fixed", chat=True))
    assert prompt_hash(chat) not in {prompt_hash(items), prompt_hash(lettered)}
    other_gold = build_items(_task([_row(0, a=1)]), ZERO)
    assert other_gold[0].digest != items[0].digest


def test_items_share_one_prefix() -> None:
    items = build_items(_task([_row(index) for index in range(6)]), Setting("cloze", 3, "fixed"))
    starts = {str(item.pairs[0][0]).rsplit("\n\n", 1)[0] for item in items}
    assert len(starts) == 1
    assert starts.pop().count("default train question") == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"a": 2}, "gold label 2 is not in 0..1"),
        ({"a": -1}, "gold label -1"),
        ({"a": None}, "gold label None"),
        ({"a": True}, "gold label True"),
        ({"a": ()}, "gold label (none)"),
        ({"a": (0, 5)}, "gold label 5"),
        ({"c": []}, "0 choices"),
        ({"c": ["yes"]}, "1 choices"),
        ({"c": ["yes", ""]}, "a choice is empty"),
        ({"c": ["yes", 3]}, "3 is no text"),
        ({"c": None}, "cannot be read"),
        ({"q": None}, "None is no text"),
        ({"q": ("a", "b", "c")}, "3 contexts do not fit 2 choices"),
    ],
)
def test_bad_rows_are_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as caught:
        build_items(_task([_row(0), _row(1, **changes)], configs=("one",)), ZERO)
    assert message in caught.value.message
    assert "me/mine one/test, row 1" in caught.value.message


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="no column or entry 'a'") as caught:
        build_items(_task([{"q": "x", "c": ["yes", "no"]}]), ZERO)
    assert caught.value.hint == "its columns are q, c"


def test_bad_examples_are_named_too() -> None:
    task = _task([_row(0)])
    rows = {"test": [_row(0)], "train": [_row(0, a=9)]}
    task = replace(task, data=replace(task.data, rows=lambda _, split: rows[split]))
    with pytest.raises(DataError, match=r"default/train, row 0: gold label 9"):
        build_items(task, Setting("cloze", 1, "fixed"))


def test_shots_without_a_pool_and_beyond_it() -> None:
    task = _task([_row(0), _row(1)])
    with pytest.raises(
        UsageError, match="3 shots are more than me/mine default/train can give: it has 2 rows"
    ):
        build_items(task, Setting("cloze", 3, "fixed"))
    with pytest.raises(UsageError, match="no rows to draw examples from"):
        build_items(replace(task, data=replace(task.data, fewshot_split=None)), Setting("cloze", 1, "fixed"))


def test_an_empty_split() -> None:
    with pytest.raises(DataError, match="no rows"):
        build_items(_task([]), ZERO)


def test_one_choice_is_enough_for_bits_per_byte_alone() -> None:
    task = replace(_task([_row(0, c=["text"], a=0)]), formulation="bpb", formulations=("bpb",))
    assert build_items(task, Setting("bpb", 0, "fixed"))[0].pairs[0][1] == " text"
