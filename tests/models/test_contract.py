"""What every backend must keep, whatever it is made of; a new one is a line in BACKENDS."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence

import pytest
import qarat_smollm2

from qarat.models.load import check_address, open_model
from qarat.models.options import ModelOptions
from qarat.types import Choose, Decoding, Generate, Message, Model, Output, Request

SHOTS = "Question: one and one?\nAnswer: two\n\nQuestion: two and two?\nAnswer: four\n\n" * 2
QUESTIONS = [
    "Question: three and one?\nAnswer:",
    "Question: who?\nAnswer:",
    "Question: why 123 4567?\nAnswer:",
]
ANSWERS = [" four", " nobody at all", " because"]
REQUESTS = [Choose(tuple((SHOTS + question, answer) for answer in ANSWERS)) for question in QUESTIONS]
OPTIONS_SHOWN = "A. four\nB. nobody\nC. because\n"
LETTERS = [
    Choose(tuple((OPTIONS_SHOWN + question, f" {letter}") for letter in "ABC")) for question in QUESTIONS
]
WRITTEN: list[Request] = [
    *(Generate(SHOTS + question, ("\n\n", "Question:"), Decoding(12)) for question in QUESTIONS),
    Generate((Message("system", "Be brief."), Message("user", "who?")), (), Decoding(5)),
    Generate(SHOTS, ("x",), Decoding(8, temperature=1.0, top_p=0.9, n=3, seed=4)),
]

OPTIONS = ModelOptions(device="cpu", threads=1, matmul="highest", budget=64)
BACKENDS: dict[str, Callable[[pytest.FixtureRequest], str]] = {
    "fake": lambda _: "fake:",
    "hf": lambda request: f"hf:{request.getfixturevalue('tiny_folder')}",
    "gguf": lambda _: f"gguf:{qarat_smollm2.path()}",
    "endpoint": lambda request: f"openai:smollm2@{request.getfixturevalue('llama_server')}",
}


@pytest.fixture(
    scope="module",
    # A real file takes its time to load.
    params=[pytest.param(name, marks=pytest.mark.slow if name == "gguf" else ()) for name in BACKENDS],
)
def model(request: pytest.FixtureRequest) -> Model:
    address = BACKENDS[request.param](request)
    check_address(address)
    return open_model(address, OPTIONS)


@pytest.fixture(scope="module")
def requests(model: Model) -> list[Choose]:
    """What the model can be asked: one that weighs no texts, by letter."""
    return REQUESTS if model.info.choosing == "log-likelihood" else LETTERS


@pytest.fixture(scope="module")
def whole(model: Model, requests: list[Choose]) -> dict[int, Output]:
    """The outputs of an undisturbed run."""
    return answer(model, requests)


def answer(
    model: Model, requests: Sequence[Request], skip: frozenset[int] = frozenset()
) -> dict[int, Output]:
    return dict(model.run(requests, skip))


def test_every_request_is_answered_once_with_a_likelihood_a_pair(
    model: Model, requests: list[Choose]
) -> None:
    yielded = list(model.run(requests))
    assert sorted(index for index, _ in yielded) == [0, 1, 2]
    for index, output in yielded:
        assert output.error is None
        assert len(output.loglikelihoods) == len(requests[index].pairs)
        assert all(one.total <= 0 and one.tokens > 0 for one in output.loglikelihoods)


@pytest.mark.parametrize("done", [s for n in (0, 1, 2, 3) for s in itertools.combinations(range(3), n)])
def test_what_is_left_after_an_interruption_has_the_same_bits(
    model: Model, requests: list[Choose], whole: dict[int, Output], done: tuple[int, ...]
) -> None:
    rest = answer(model, requests, frozenset(done))
    assert set(rest) == set(range(3)) - set(done)
    assert all(rest[index] == whole[index] for index in rest)


def test_order_and_company_do_not_matter(
    model: Model, requests: list[Choose], whole: dict[int, Output]
) -> None:
    order = [0, 1, 2]
    random.Random(1).shuffle(order)
    shuffled = answer(model, [requests[i] for i in order])
    alone = {index: answer(model, [requests[index]])[0] for index in order}
    for position, index in enumerate(order):
        expected = [one.total for one in whole[index].loglikelihoods]
        assert [one.total for one in shuffled[position].loglikelihoods] == pytest.approx(expected, abs=1e-4)
        assert [one.total for one in alone[index].loglikelihoods] == pytest.approx(expected, abs=1e-4)


def test_info_names_all_that_can_move_a_number(model: Model) -> None:
    info = model.info
    assert all((info.name, info.address, info.fingerprint, info.engine, info.dtype))
    assert info.context > 0


def test_usage_counts_what_was_asked(model: Model, requests: list[Choose]) -> None:
    answer(model, requests)
    usage = model.usage()
    assert usage["requests"] == 9
    assert usage["seconds"] >= 0
    if model.info.address.startswith("openai:"):  # only the server knows what it computed
        assert usage["prompt_tokens"] > usage["completion_tokens"] > 0
        return
    assert usage["unique_tokens"] <= usage["baseline_tokens"] <= usage["request_tokens"]


def test_text_ends_where_it_must(model: Model) -> None:
    outputs = answer(model, WRITTEN)
    assert sorted(outputs) == list(range(len(WRITTEN)))
    for index, request in enumerate(WRITTEN):
        assert isinstance(request, Generate)
        output = outputs[index]
        assert output.error is None
        assert len(output.completions) == request.decoding.n
        for one in output.completions:
            assert 0 < one.tokens <= request.decoding.max_tokens
            assert not any(stop in one.text for stop in request.stop)
            assert one.finish == "stop" or one.tokens == request.decoding.max_tokens
    assert model.usage()["seconds"] >= 0


@pytest.mark.parametrize("done", [(0,), (1, 4), (0, 1, 2, 3)])
def test_text_is_the_same_whatever_else_is_written(model: Model, done: tuple[int, ...]) -> None:
    whole = answer(model, WRITTEN)
    assert answer(model, WRITTEN, frozenset(done)) == {i: o for i, o in whole.items() if i not in done}
    assert answer(model, [WRITTEN[i] for i in done]) == {at: whole[i] for at, i in enumerate(done)}


def test_a_list_may_mix_both_kinds(model: Model, requests: list[Choose], whole: dict[int, Output]) -> None:
    mixed = answer(model, [WRITTEN[0], requests[0], WRITTEN[1], requests[2]], frozenset({2}))
    assert sorted(mixed) == [0, 1, 3]
    assert mixed[0] == answer(model, WRITTEN[:1])[0]
    for place, index in ((1, 0), (3, 2)):
        expected = [one.total for one in whole[index].loglikelihoods]
        assert [one.total for one in mixed[place].loglikelihoods] == pytest.approx(expected, abs=1e-4)
