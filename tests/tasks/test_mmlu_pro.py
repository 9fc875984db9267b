"""MMLU-Pro: prompts and scores equal lm-evaluation-harness', predictions those that the authors published."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.grading import graded, written
from tests.harness import harness_scores, harness_task

from qarat.prompts.build import build_items
from qarat.registry import find
from qarat.scoring.letters import announced_letter, likely_letter
from qarat.tasks.spec import Options, parse_spec, settle
from qarat.types import Generate, Sample

PRO = find("mmlu_pro")

TEXTS = (
    " Because of that, the answer is ({}).",
    "The answer is {}.",
    "the answer is ({}",
    "answer is {})",
    "the answer is  ({}).",
    "The Answer is ({}).",
    "the answer is ({}). No, the answer is (A).",
    "the answer is (K). No, the answer is ({}).",
    "the answer is **{}**.",
    "the answer is: {}",
    "Answer: {}",
    "({})",
    "{}",
    "The answer is\n({}).",
    "the answer is {}bout right",
    "the answer is ({}), 😀",
    "the answer is \uff21.",
    "",
    "Question:",
    "the answer is not {}",
)


def _yaml(config: str) -> str:
    return f"mmlu_pro/mmlu_pro_{config}.yaml"


def test_examples_are_of_the_items_category(data_root: Path) -> None:
    task, setting = settle(parse_spec("mmlu_pro"), Options())
    items = build_items(task, setting, root=data_root, limit=2 * len(task.data.configs))
    assert [item.sample.tags["category"].replace(" ", "_") for item in items[::2]] == list(task.data.configs)
    prefixes: dict[str, list[str]] = {}
    for item in items:
        assert isinstance(item.request, Generate)
        shown = str(item.request.context).split("Question:\n")[:-1]
        assert len(shown) == 6
        assert prefixes.setdefault(item.sample.tags["category"], shown) == shown
    assert len({tuple(shown) for shown in prefixes.values()}) == 14


def test_predictions_are_those_that_the_authors_published(data_root: Path) -> None:
    """Llama-2-7B, 5-shot; they were made by the first level, and the second one only fills gaps."""
    file = data_root.parent / "files/mmlu_pro_generations/llama-2-7b-hf_5shot_even_ids.jsonl"
    if not file.is_file():
        pytest.skip(f"{file} is absent")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 6020
    assert all(announced_letter(row["generated_text"]) == row["pred"] for row in rows)
    likely = [likely_letter(row["generated_text"]) for row in rows]
    assert sum(one is None for one in likely) == 790
    filled = [row["pred"] for row, one in zip(rows, likely, strict=True) if row["pred"] != one]
    assert filled == [None] * 241


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(["the answer is (", "Answer: ", ""]))
def test_any_text_has_a_score(text: str, opening: str) -> None:
    score = graded(PRO, Sample("", "?", gold="B"), opening + text)
    assert set(score.values) == {"exact_match", "fallback_match"}
    assert score.values["exact_match"] <= score.values["fallback_match"]
    assert score.extracted == bool(score.answer)
    assert score.explanation


@pytest.mark.parity
@pytest.mark.filterwarnings("ignore")
def test_prompts_of_all_categories_equal_the_harness(data_root: Path, tmp_path: Path) -> None:
    pytest.importorskip("lm_eval", reason="lm-eval is a development dependency")
    for config in PRO.data.configs:
        task, setting = settle(parse_spec(f"mmlu_pro/{config}"), Options())
        peer = harness_task(_yaml(config), task.data, 5, rows=data_root, cache=tmp_path)
        peer.build_all_requests(limit=10)
        requests = [written(item) for item in build_items(task, setting, root=data_root, limit=10)]
        assert [one.context for one in requests] == [one.args[0] for one in peer.instances]
        asked = peer.instances[0].args[1]
        assert requests[0].stop == tuple(asked["until"])
        assert requests[0].decoding.max_tokens == asked["max_gen_toks"]


@pytest.mark.parity
@pytest.mark.filterwarnings("ignore")
def test_scores_equal_the_harness(data_root: Path, tmp_path: Path) -> None:
    pytest.importorskip("lm_eval", reason="lm-eval is a development dependency")
    task, setting = settle(parse_spec("mmlu_pro/law:0shot"), Options())
    items = build_items(task, setting, root=data_root, limit=3 * len(TEXTS))
    texts = [text.replace("{}", item.sample.gold) for text, item in zip(TEXTS * 3, items, strict=True)]
    peer = harness_task(_yaml("law"), task.data, 0, rows=data_root, cache=tmp_path)
    theirs = harness_scores(peer, texts, "custom-extract")
    ours = [
        graded(task, item.sample, text).values["exact_match"] for item, text in zip(items, texts, strict=True)
    ]
    assert ours == theirs
    assert 0.1 < sum(ours) / len(ours) < 0.9  # the texts tell right from wrong
