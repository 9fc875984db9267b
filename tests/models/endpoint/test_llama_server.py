"""A real server: llama.cpp's, with the model of the demo."""

from __future__ import annotations

import pytest

from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.types import Choose, Decoding, Generate, Message, Model, Request

QUESTION = "What is the capital of France?\nA. Rome\nB. Paris\nAnswer:"
EIGHT = Decoding(max_tokens=8)


@pytest.fixture(scope="module")
def model(llama_server: str) -> Model:
    return open_model(f"openai:smollm2@{llama_server}", ModelOptions(concurrency=2))


def test_the_server_tells_what_it_has(model: Model) -> None:
    info = model.info
    assert (info.dtype, info.context, info.parameters) == ("Q4_1", 1024, 134_515_008)
    assert info.choosing == "top-logprobs"  # it takes `echo` and does not echo
    assert "llamacpp" in info.engine


def test_another_opening_finds_the_same_model(model: Model, llama_server: str) -> None:
    again = open_model(f"openai:smollm2@{llama_server}", ModelOptions()).info
    assert again == model.info
    assert open_model(f"openai:other@{llama_server}", ModelOptions()).info.fingerprint != again.fingerprint


def test_text_turns_letters_and_draws(model: Model) -> None:
    turns = (Message("user", QUESTION),)
    requests: list[Request] = [
        Generate("The capital of France is", (",", "."), EIGHT),
        Generate((Message("user", "Say hello."),), (), EIGHT),
        Choose(((QUESTION, " A"), (QUESTION, " B"))),
        Choose(((turns, "A"), (turns, "B"))),
        Generate("Once", (), Decoding(max_tokens=8, temperature=1.0, n=2, seed=3)),
    ]
    outputs = dict(model.run(requests))
    assert not [output.error for output in outputs.values() if output.error]
    assert outputs[0].completions[0].text == " Paris"
    assert outputs[1].completions[0].tokens == 8
    assert outputs[1].completions[0].finish == "length"
    assert all(one.total < 0 for index in (2, 3) for one in outputs[index].loglikelihoods)
    first, second = (one.text for one in outputs[4].completions)
    assert first != second
    assert dict(model.run(requests[4:]))[0] == outputs[4]
    assert model.usage()["completion_tokens"] == 16


def test_a_context_that_is_too_long_fails_its_item_alone(model: Model) -> None:
    outputs = dict(model.run([Generate("word " * 1500, (), EIGHT), Generate("one", (), Decoding(1))]))
    assert outputs[0].error
    assert "400" in outputs[0].error.message
    assert outputs[1].completions
