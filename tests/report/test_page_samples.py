"""Packing: texts come back exactly, shared ones are stored once, an index says who was right."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qarat.evaluate.record import SampleRecord, TaskResult
from qarat.report.samples import BLOCK, Packed, pack


def sample(prompt: str, number: int = 0, **special: Any) -> SampleRecord:
    fields: dict[str, Any] = {
        "id": f"i{number}", "digest": "d", "tags": "{}", "prompt": prompt, "continuations": [" A", " B"],
        "outputs": [-1.0, -2.0], "target": [0], "answer": "A", "values": {"acc": 1.0}, "explanation": "e",
        "note": "", "error": "",
    }  # fmt: skip
    return SampleRecord(**{**fields, **special})


def packed(*runs: Sequence[SampleRecord], result: TaskResult | None = None) -> Packed:
    rows = [{(row.id, row.digest): row for row in run} for run in runs]
    return pack([result for _ in runs], rows, range(len({key for some in rows for key in some})))


def read(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))


def items(made: Packed) -> list[Any]:
    """Read the blocks back as the page's script does; prompts in full."""
    openings = read(made.openings)
    found = []
    for block in made.blocks:
        for prompts, runs in read(block):
            texts = [
                "".join(openings["texts"][place] for place in openings["heads"][head]) + rest
                for head, rest in prompts
            ]
            found.append((texts, runs))
    return found


TEXT = st.text(alphabet='ab\n\\"},{<é\u2028', max_size=6)


@given(st.lists(st.lists(TEXT, max_size=5).map("\n\n".join), max_size=8))
def test_prompts_come_back_character_for_character(prompts: list[str]) -> None:
    back = items(packed([sample(prompt, number) for number, prompt in enumerate(prompts)]))
    assert [texts for texts, _ in back] == [[prompt] for prompt in prompts]


def test_all_texts_come_back_from_every_block(synthetic: ModuleType) -> None:
    samples = synthetic.knowledge(BLOCK * 2 + 14)
    made = packed(samples)
    back = items(made)
    assert len(made.blocks) == 3
    assert [texts for texts, _ in back] == [[each.prompt] for each in samples]
    assert [runs[0][1] for _, runs in back] == [each.continuations for each in samples]
    assert read(made.index)["ids"] == [each.id for each in samples]


@pytest.mark.parametrize("chat", [False, True])
def test_examples_that_items_share_are_stored_once(*, chat: bool) -> None:
    example = "Question: a long example\nAnswer: text"
    prompts = [f"{example} 1\n\n{example} 2\n\nQuestion: {n}\nAnswer:" for n in range(200)]
    if chat:
        prompts = [json.dumps([{"role": "user", "content": prompt}]) for prompt in prompts]
    made = packed([sample(prompt, number) for number, prompt in enumerate(prompts)])
    assert json.dumps(read(made.openings)).count("a long example") == 2
    assert not any("a long example" in json.dumps(read(block)) for block in made.blocks)
    assert [texts for texts, _ in items(made)] == [[prompt] for prompt in prompts]


def test_two_runs_share_the_prompt_where_it_is_the_same_and_show_both_where_not() -> None:
    first = [sample("Question: 1", 1), sample("Question: 2", 2)]
    second = [sample("Question: 1", 1, answer="B"), sample("Please, question: 2", 2)]
    (alike, _), (unlike, runs) = items(packed(first, second))
    assert alike == ["Question: 1"]
    assert unlike == ["Question: 2", "Please, question: 2"]
    assert [run[0] for run in runs] == [0, 1]


def test_items_pair_by_content_and_who_lacks_one_is_absent(synthetic: ModuleType) -> None:
    first = [sample("Q", 1), sample("R", 2, values={"acc": 0.0})]
    second = [sample("Q", 1, digest="another"), sample("R", 2, values={}, error="model: gone")]
    result = synthetic.result("m", "M", first)
    index = read(packed(first, second, result=result).index)
    assert index["ids"] == ["i1", "i2", "i1"]
    assert index["outcomes"] == ["+- ", " !+"]


def test_lower_is_better_turns_right_and_wrong_around(synthetic: ModuleType) -> None:
    rows = [sample("Q", n, values={"repetition": float(n)}) for n in range(2)]
    result = synthetic.result("m", "M", rows)
    assert read(packed(rows, result=result).index)["outcomes"] == ["+-"]


def test_what_is_not_a_number_is_null() -> None:
    made = packed([sample("p", outputs=[float("-inf"), float("nan"), -1.23456789])])
    assert items(made)[0][1][0][2] == [None, None, -1.23457]


@given(st.text(max_size=20))
def test_nothing_in_a_page_means_anything_to_html(text: str) -> None:
    made = packed([sample(text + "</script><!--")])
    for one in (made.index, made.openings, *made.blocks):
        assert re.fullmatch(r"[A-Za-z0-9+/=]+", one)
