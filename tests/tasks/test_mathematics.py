"""What the mathematics and science tasks take for an answer, and how they read their rows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.data.hub_server import HubServer
from tests.data.parquet_files import write_parquet

from qarat.prompts.build import build_items
from qarat.registry import find
from qarat.tasks import gpqa, mgsm
from qarat.tasks.spec import Options, parse_spec, settle
from qarat.types import Row, Sample, Score, Task

PROOF = {"solution": "It is $\\boxed{\\frac{1}{2}}$."}
SAMPLES = {
    "gsm8k": [Sample("", "", gold="1234")],
    "gsm8k_cot": [Sample("", "", gold="1234")],
    "mgsm": [Sample("", "", gold="1234", tags={"language": one}) for one in mgsm.WORDS],
    "mgsm_extended": [Sample("", "", gold="1234", tags={"language": one}) for one in mgsm.EXTENDED],
    "hendrycks_math": [Sample("", "", gold="\\frac{1}{2}", facts=PROOF)],
    "gpqa_cot/main": [Sample("", "", gold="B")],
    "theoremqa": [
        Sample("", "", gold=gold, facts={"type": kind})
        for kind, gold in {
            "float": "0.5",
            "integer": "12",
            "bool": "True",
            "option": "(b)",
            "list of integer": "[2, -1]",
            "list of float": "[0.5, 0.25]",
        }.items()
    ],
}


def graded(task: Task, sample: Sample, text: str) -> Score:
    assert task.generation
    score = task.generation.grade(sample, text)
    assert isinstance(score, Score)
    return score


def grade(name: str, text: str, which: int = 0) -> Score:
    return graded(find(name), SAMPLES[name][which], text)


@settings(max_examples=25)
@given(text=st.text(st.characters(exclude_categories=())) | st.text("([{}])0123456789.,$\\-=% answerisbox"))
@pytest.mark.parametrize("name", SAMPLES)
def test_any_text_is_graded(name: str, text: str) -> None:
    for which in range(len(SAMPLES[name])):
        score = grade(name, text, which)
        assert set(find(name).metrics) <= set(score.values)
        assert all(value in (0, 1) for value in score.values.values())
        assert score.extracted or score.values["exact_match"] == 0
        json.dumps(score.explanation)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_answer_is_none(name: str) -> None:
    for text in ("", "~", "🦆🦆", "\udcff\udcfe"):
        assert not grade(name, text).extracted


@pytest.mark.parametrize(
    ("name", "text", "strict", "flexible"),
    [
        ("gsm8k", "That makes 1,234.\n#### 1,234", 1, 1),
        ("gsm8k", "The answer is $1,234.", 0, 1),
        ("gsm8k", "#### 1234\n\nThat is 2.", 1, 0),
        ("gsm8k_cot", "The answer is 1234. Next: 5", 1, 0),
        ("gsm8k_cot", "#### 1234", 0, 1),
        ("gsm8k_cot", "The answer is 1234", 0, 1),  # the protocol wants a character after the number
    ],
)
def test_gsm8k_has_two_readings(name: str, text: str, strict: int, flexible: int) -> None:
    values = grade(name, text).values
    assert (values["exact_match"], values["exact_match_flexible"]) == (strict, flexible)


def test_mgsm_reads_every_language_by_its_own_words() -> None:
    for name, words in (("mgsm", mgsm.WORDS), ("mgsm_extended", mgsm.EXTENDED)):
        for which, one in enumerate(words.values()):
            for number in ("1234", "1.234", "1,234", "$1234"):
                text = one.result.format(number) + "."
                assert grade(name, f"5 + 7 = 12. {text} 99", which).values == {
                    "exact_match": 1,
                    "exact_match_flexible": 0,
                }, text
            assert not grade(name, "1234", which).extracted


def test_mgsm_reads_the_exemplars_of_all_languages_there_are(data_root: Path) -> None:
    folder = data_root / "juletxara/mgsm"
    languages = [one for one in mgsm.WORDS if (folder / one / "train.parquet").is_file()]
    if not languages:
        pytest.skip(f"no exemplars under {folder}")
    from qarat.data.load import load_rows

    task = find("mgsm")
    for language in languages:
        for row in load_rows(task.data, language, "train", data_root):
            sample = task.sample({"config": language, **row})
            score = graded(task, sample, sample.worked)
            assert score.values["exact_match"] == 1, (language, sample.worked, score)


@pytest.mark.parametrize(
    ("which", "text", "right"),
    [
        (0, "The answer is 0.51", 1),
        (0, "The answer is 0.53", 0),
        (0, "The answer is $\\frac{1}{2}$.", 1),
        (0, "The answer is x = 0.5 m/s", 1),
        (0, "The answer is 50%", 1),
        (0, "The answer is $5 \\times 10^{-1}$", 1),
        (0, "The answer is \\boxed{1/2}", 1),
        (0, "We get $\\boxed{0.5}$ as asked.", 1),
        (0, "So 3 and then 0.5", 1),
        (0, "The answer is unknown", 0),
        (1, "The answer is 12.3", 1),
        (1, "The answer is 12.6", 0),
        (1, "The answer is 3! + 6", 1),
        (1, "The answer is 12 (see above)", 1),
        (2, "The answer is Yes, it is.", 1),
        (2, "The answer is false", 0),
        (2, "This is unknown", 0),
        (3, "The answer is (B).", 1),
        (3, "The answer is b", 1),
        (3, "Not (b) but (c)", 0),
        (4, "The answer is [-1, 2]", 1),
        (4, "The answer is (2, -1).", 1),
        (4, "The answer is x = 2, x = -1", 1),
        (4, "The answer is [2, -1, 0]", 0),
        (4, "The answer is [2, y]", 0),
        (5, "The answer is [1/2, 0.25]", 1),
    ],
)
def test_theoremqa_answers_have_types(which: int, text: str, right: int) -> None:
    assert grade("theoremqa", text, which).values["exact_match"] == right


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The correct answer is (B)", "B"),
        ("Perhaps the answer is (A). No: the answer is (B).", "B"),
        ("Answer: **B**", "B"),
        ("(A) is wrong, so it is (B)", "B"),
        ("the answer is blue", ""),
        ("because", ""),
    ],
)
def test_gpqa_reads_the_last_announced_letter(text: str, read: str) -> None:
    assert grade("gpqa_cot/main", text).answer == read


def _gpqa_row(question: str) -> Row:
    return {"Question": question, **{column: f"text {i} " for i, column in enumerate(gpqa.OPTIONS)}}


def test_gpqa_options_depend_on_the_item_alone() -> None:
    rows = [_gpqa_row(f"question {i}") for i in range(60)]
    samples = [gpqa._sample(row) for row in rows]
    assert [gpqa._sample(row) for row in reversed(rows)] == samples[::-1]
    assert all(one.choices[int(str(one.target))] == "text 0" for one in samples)
    places = [one.target for one in samples]
    assert min(places.count(place) for place in range(4)) > 5
    assert gpqa._sample(_gpqa_row("question 0")).choices == ("text 1", "text 0", "text 3", "text 2")


def test_stem_is_a_third_of_the_subjects() -> None:
    assert len(find("mmlu_stem").data.configs) == 19
    assert find("mmlu_stem/anatomy").data.configs == ("anatomy",)


CLIENT = """
import json, sys
from qarat.errors import QaratError
from qarat.prompts.build import build_items
from qarat.tasks.spec import Options, parse_spec, settle
try:
    items = build_items(*settle(parse_spec(sys.argv[1]), Options()))
    print(json.dumps([[item.request.context, item.sample.gold] for item in items]))
except QaratError as error:
    print(json.dumps([error.message, error.hint]))
"""


def _from_hub(hub: HubServer, home: Path, spec: str) -> list[list[str]]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "QARAT_"))}
    run = subprocess.run(
        [sys.executable, "-c", CLIENT, spec],
        env={**kept, "HF_ENDPOINT": hub.url, "HF_HOME": str(home), "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answer: list[list[str]] = json.loads(run.stdout)
    return answer


def test_mgsm_and_gpqa_come_from_the_hub(tmp_path: Path) -> None:
    columns = "AS t(question, answer, answer_number, equation_solution)"
    shown = "('Swali: Moja?', 'Jibu la Hatua kwa Hatua: Moja. Jibu ni 1.', 1, '1 = 1.')"
    train = write_parquet(tmp_path / "train.parquet", f"SELECT * FROM (VALUES {shown}) {columns}")
    asked = "('Mbili?', NULL::VARCHAR, '1,002', NULL::VARCHAR)"
    test = write_parquet(tmp_path / "test.parquet", f"SELECT * FROM (VALUES {asked}) {columns}")
    with HubServer() as hub:
        files = {
            "sw/train-00000-of-00001.parquet": train.read_bytes(),
            "sw/test-00000-of-00001.parquet": test.read_bytes(),
        }
        hub.add("juletxara/mgsm", find("mgsm").data.revision, files)
        hub.gated.add("Idavidrein/gpqa")
        [[prompt, gold]] = _from_hub(hub, tmp_path, "mgsm/sw:1shot")
        message, hint = _from_hub(hub, tmp_path, "gpqa/diamond")
    announced = "\nJibu la Hatua kwa Hatua:"
    assert prompt == f"Swali: Moja?{announced} Moja. Jibu ni 1.\n\nSwali: Mbili?{announced}"
    assert gold == "1002"
    assert "logged in and accepted its terms" in str(message)
    assert "accept its terms" in str(hint)
    assert "hf auth login" in str(hint)


def test_real_rows_are_read_and_solved(data_root: Path) -> None:
    for spec in ("gsm8k", "gsm8k_cot", "math_500", "theoremqa", "hendrycks_math/geometry"):
        task, setting = settle(parse_spec(spec), Options())
        assert task.generation
        items = build_items(task, setting, root=data_root, limit=None if spec == "theoremqa" else 12)
        for item in items[:: 40 if spec == "theoremqa" else 1]:
            text = task.generation.solution(item.sample) if task.generation.solution else item.sample.worked
            assert graded(task, item.sample, text).values[task.metrics[0]] == 1, (spec, item.sample)
