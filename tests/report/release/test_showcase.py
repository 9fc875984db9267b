"""The showcase: the first items that all models have, their checks, the command for what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from qarat.evaluate.folder import Run, load_run
from qarat.evaluate.record import SampleRecord
from qarat.report.release.page import render_release
from qarat.report.release.release import make_release
from qarat.report.release.showcase import Check, make_showcase
from qarat.types import Setting

DONE = {"exact_match": 1.0, "parsed": 1.0, "values": 0.5, "unextracted": 0.0, "tokens": 9.0}


def answer(number: int, text: str, **special: object) -> SampleRecord:
    fields: dict[str, object] = {
        "id": f"seed-1/{number}", "digest": f"{number}", "prompt": f"Ask {number}", "continuations": [],
        "outputs": [], "target": [], "answer": text, "values": DONE, "explanation": "because", "note": "",
        "error": "", "completions": [text], "lengths": [9], "finished": [False],
        "tags": json.dumps({"format": "csv" if number == 0 else "json"}),
    }  # fmt: skip
    return SampleRecord(**{**fields, **special})  # type: ignore[arg-type]


@pytest.fixture
def save(save_run: Callable[..., Path], synthetic: ModuleType) -> Callable[..., Run]:
    def save_(name: str, task: str, rows: list[SampleRecord]) -> Run:
        result = synthetic.result(task, task, rows, setting=Setting("generate", 0, "fixed"))
        return load_run(save_run([(result, rows)], to=name, name=name))

    return save_


def test_the_first_items_that_all_have_stand_side_by_side(save: Callable[..., Run]) -> None:
    first = save("A", "structured_output", [answer(n, f"a{n}") for n in range(5)])
    second = save("B", "structured_output", [answer(n, f"b{n}") for n in (0, 2, 3, 4)])
    kind = make_showcase([first, second], ["A", "B"]).kinds[0]
    assert [case.id for case in kind.cases] == ["seed-1/2", "seed-1/3"], "no CSV, and nobody's own"
    assert [one.text for one in kind.cases[0].written] == ["a2", "b2"]
    assert kind.cases[0].written[0].remark == "9 tokens, cut off by the token limit"
    assert kind.cases[0].written[0].checks == (
        Check("exact_match", "passed", "right"),
        Check("parsed", "passed", "right"),
        Check("values", "50.0 %", ""),
    )


def test_what_is_missing_has_the_command_that_adds_it(save: Callable[..., Run]) -> None:
    run = save("A", "long_text", [answer(1, "Once upon a time")])
    shown = make_showcase([run], ["A"])
    assert [bool(kind.cases) for kind in shown.kinds] == [False, True, False]
    ((label, command),) = shown.missing
    assert label == "A"
    assert command.startswith(
        "qarat run gguf:SmolLM2-135M-Instruct.Q4_1.gguf structured_output structured_data"
    )
    assert "long_text" not in command


def test_turns_are_told_apart_and_other_words_are_said(save: Callable[..., Run]) -> None:
    turns = json.dumps([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Ask"}])
    first = save("A", "long_text", [answer(1, "x", prompt=turns)])
    second = save("B", "long_text", [answer(1, "y")])
    (case,) = make_showcase([first, second], ["A", "B"]).kinds[1].cases
    assert case.prompt == (("system", "Be brief."), ("user", "Ask"))
    assert case.differs


def test_the_page_folds_long_texts_and_escapes_all(save: Callable[..., Run]) -> None:
    run = save("A", "long_text", [answer(1, "<script>" * 200), answer(2, "short")])
    page = render_release(make_release([run]))
    assert "&lt;script&gt;" * 200 in page
    assert "<script><script>" not in page
    assert page.count('<details class="long">') == 1
    assert "all 1,600 characters" in page
