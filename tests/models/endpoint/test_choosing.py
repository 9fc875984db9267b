"""How a model behind a server chooses, and that log-likelihoods are those of the continuations."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.models.endpoint.scripted import Script, logprob_of, served, tokens_of

from qarat.errors import ModelError
from qarat.models.endpoint.answers import read_answer, read_completion, read_echo, weigh_letters
from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.types import Choose, Choosing, Decoding, Generate, Message, Model, Output

QUESTION = "Which one?\nA. this\nB. that\nC. none\nAnswer:"
TURNS = (Message("user", QUESTION),)
LETTERS = Choose(tuple((QUESTION, f" {letter}") for letter in "ABC"))
LETTERS_IN_CHAT = Choose(tuple((TURNS, letter) for letter in "ABC"))


def opened(script: Script, fragment: str = "") -> Model:
    model = open_model(script.address + fragment, ModelOptions())
    script.calls.clear()
    return model


def answer(model: Model, request: Choose | Generate) -> Output:
    ((_, output),) = model.run([request])
    return output


@pytest.mark.parametrize(
    ("script", "fragment", "choosing"),
    [
        (Script(echo="exact"), "", "log-likelihood"),
        (Script(echo="missing"), "", "log-likelihood"),
        (Script(echo="exact"), "#top-logprobs", "top-logprobs"),
        (Script(), "", "top-logprobs"),
        (Script(), "#generated", "generated"),
        (Script(tops=False), "", "generated"),
        (Script(paths=("/v1/chat/completions",)), "", "top-logprobs"),
    ],
)
def test_the_best_way_of_choosing_is_found_and_named(
    script: Script, fragment: str, choosing: Choosing
) -> None:
    with served(script):
        info = opened(script, fragment).info
    assert info.choosing == choosing
    assert choosing in info.engine
    assert info.address.endswith(fragment)
    assert info.context == 512


@pytest.mark.parametrize("offsets", ["exact", "shifted", "missing"])
def test_an_echo_sums_the_continuation_alone(offsets: str) -> None:
    context, continuations = "Two words äö: a b", [" c", " d e f", " gh\nAnswer: \N{SNOWMAN}"]
    pairs = tuple((context, text) for text in continuations)
    with served(Script(echo=offsets)) as script:
        output = answer(opened(script), Choose(pairs))
        # Only where the server does not tell does the context have to be echoed too.
        assert len(script.generating()) == 3 + (offsets != "exact")
    assert output.error is None
    for one, text in zip(output.loglikelihoods, continuations, strict=True):
        words = tokens_of(text)
        expected = [logprob_of(context + "".join(words[:at]), word) for at, word in enumerate(words)]
        assert one.total == pytest.approx(math.fsum(expected), abs=1e-12)
        assert one.tokens == len(words)
        assert one.greedy == all(value >= -1.0 for value in expected)


def test_white_space_at_the_end_of_a_context_belongs_to_the_continuation() -> None:
    with served(Script(echo="exact")) as script:
        moved, plain = (
            answer(opened(script), Choose(((head, tail),))) for head, tail in [("a b ", "c"), ("a b", " c")]
        )
    assert moved == plain


@pytest.mark.parametrize("offsets", ["exact", "missing"])
def test_a_token_across_the_border_is_an_error_and_no_number(offsets: str) -> None:
    with served(Script(echo=offsets)) as script:
        output = answer(opened(script), Choose((("a b", "c"),)))
    assert output.error
    assert "do not part" in output.error.message


@pytest.mark.parametrize(
    "damage",
    [
        {"token_logprobs": [None, None, -1.0]},
        {"token_logprobs": [None, -1.0]},
        {"tokens": ["a", "b"]},
        {"token_logprobs": "none"},
    ],
)
def test_an_echo_without_the_prompts_own_log_probabilities_is_none(damage: dict[str, Any]) -> None:
    import msgspec

    sound = {"tokens": ["a", "b", "!"], "token_logprobs": [None, -1.0, -2.0]}
    usage = {"prompt_tokens": 2, "completion_tokens": 1}

    def echo(logprobs: dict[str, Any]) -> object:
        body = msgspec.json.encode({"choices": [{"text": "ab!", "logprobs": logprobs}], "usage": usage})
        return read_echo(read_answer(body), "ab")

    assert echo(sound) is not None
    assert echo({**sound, **damage}) is None


@pytest.mark.parametrize("request_", [LETTERS, LETTERS_IN_CHAT], ids=["text", "chat"])
def test_letters_are_weighed_by_the_likeliest_tokens(request_: Choose) -> None:
    with served(Script()) as script:
        output = answer(opened(script), request_)
        assert len(script.generating()) == 1
    a, b, c = output.loglikelihoods
    assert a.total == pytest.approx(-1.5)
    assert b.total == pytest.approx(math.log(math.exp(-0.5) + math.exp(-2.0)))
    assert c.total < -3.0
    assert (a.greedy, b.greedy, c.greedy) == (False, True, False)
    assert "C not among the 4 likeliest" in output.note


def test_no_letter_among_the_likeliest_is_no_answer() -> None:
    output = weigh_letters(LETTERS.pairs, {QUESTION: {" the": -0.1, " I": -3.0}})
    assert not output.loglikelihoods
    assert output.completions[0].text == " the"
    assert output.note


def test_texts_are_not_weighed_by_letters() -> None:
    with served(Script()) as script:
        output = answer(opened(script), Choose(((QUESTION, " this"), (QUESTION, " that"))))
    assert output.error
    assert "only letters" in output.error.message


@pytest.mark.parametrize(
    ("request_", "text"), [(LETTERS, "The answer is (B)."), (LETTERS_IN_CHAT, "The answer is (B).\nEND more")]
)
def test_a_letter_is_written_where_nothing_is_weighed(request_: Choose, text: str) -> None:
    with served(Script(tops=False)) as script:
        assert answer(opened(script), request_).completions[0].text == text


@pytest.mark.parametrize(
    ("script", "request_", "hint"),
    [
        (Script(paths=("/v1/chat/completions",)), LETTERS, "--chat"),
        (Script(paths=("/v1/chat/completions",)), Generate("a", (), Decoding(4)), "add --chat"),
        (Script(paths=("/v1/completions",)), Generate(TURNS, (), Decoding(4)), "leave out --chat"),
        (Script(echo="exact"), LETTERS_IN_CHAT, "#top-logprobs"),
    ],
)
def test_what_the_server_has_not_is_said_with_a_way_out(
    script: Script, request_: Choose | Generate, hint: str
) -> None:
    with served(script):
        model = opened(script)
        with pytest.raises(ModelError) as caught:
            answer(model, request_)
        assert not script.generating()
    assert hint in caught.value.hint


def test_a_server_gets_four_stop_strings_and_the_text_ends_at_all() -> None:
    stop = ("1", "2", "3", "4", "END")
    with served(Script()) as script:
        output = answer(opened(script), Generate(QUESTION, stop, Decoding(max_tokens=9)))
        (call,) = script.generating()
    assert call["stop"] == list(stop[:4])
    assert (call["max_tokens"], call["temperature"]) == (9, 0.0)
    (completion,) = output.completions
    assert (completion.text, completion.tokens, completion.finish) == ("The answer is (B).\n", 3, "stop")


def test_draws_have_seeds_of_their_own() -> None:
    with served(Script()) as script:
        output = answer(
            opened(script), Generate(TURNS, (), Decoding(9, temperature=0.7, top_p=0.9, n=3, seed=5))
        )
        calls = script.generating()
    assert sorted(call["seed"] for call in calls) == [5, 6, 7]
    assert all((call["temperature"], call["top_p"]) == (0.7, 0.9) for call in calls)
    assert len(output.completions) == 3


def test_a_model_that_reasons_gets_its_own_name_of_the_limit() -> None:
    def fault(number: int, payload: Any) -> Any:  # noqa: ARG001
        message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        return (400, {"error": {"message": message}}, {}) if "max_tokens" in payload else None

    with served(Script(fault=fault)) as script:
        output = answer(opened(script), Generate(TURNS, (), Decoding(max_tokens=9)))
        assert script.generating()[0]["max_completion_tokens"] == 9
    assert output.completions


def test_an_answer_that_is_cut_off_or_empty() -> None:
    cut = read_answer(b'{"choices": [{"text": "one two", "finish_reason": "length"}]}')
    assert read_completion(cut, ("three",)).finish == "length"
    assert read_completion(cut, ("two",)).finish == "stop"
    assert read_completion(cut, ()).tokens == 2  # estimated, as this server does not count
    silent = read_answer(b'{"choices": [{"message": {"content": null}, "finish_reason": "length"}]}')
    assert (read_completion(silent, ()).text, read_completion(silent, ()).finish) == ("", "length")
