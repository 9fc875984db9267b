"""What the network does to a run, played by a scripted server."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from tests.models.endpoint.scripted import Fault, Payload, Reply, Script, served

from qarat.config import RunConfig
from qarat.errors import ModelError
from qarat.evaluate.run import evaluate
from qarat.models.endpoint.backend import EndpointModel
from qarat.models.endpoint.client import Patience, retry_after
from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.types import Decoding, Generate, Output, Request

HASTE = Patience(concurrency=4, attempts=3, connect=2.0, answer=5.0, pause=0.01)
KEY = "sk-very-secret-0123456789"


def text(prompt: str, **decoding: int) -> Generate:
    return Generate(prompt, (), Decoding(**{"max_tokens": 8, **decoding}))


def ask(
    script: Script, requests: Sequence[Request], patience: Patience = HASTE
) -> tuple[EndpointModel, list[Output]]:
    """Open the model before the faults begin, and ask it."""
    fault, script.fault = script.fault, lambda number, payload: None  # noqa: ARG005
    model = EndpointModel(script.address.removeprefix("openai:"), patience)
    script.fault, script.most_at_once = fault, 0
    script.calls.clear()
    return model, [output for _, output in sorted(model.run(requests))]


def first(*replies: Reply) -> Fault:
    """Answer the first calls so, and the others as usual."""
    return lambda number, payload: replies[number] if number < len(replies) else None  # noqa: ARG005


def test_a_server_that_asks_for_rest_is_given_it() -> None:
    with served(
        Script(fault=first((429, {"error": {"message": "slow down"}}, {"Retry-After": "0.4"})))
    ) as script:
        begin = time.monotonic()
        model, outputs = ask(script, [text("a")])
        assert time.monotonic() - begin > 0.4
    assert outputs[0].error is None
    assert (model.usage()["calls"], model.usage()["retries"]) == (2, 1)


def test_too_long_a_rest_fails_the_item_alone() -> None:
    def fault(number: int, payload: Payload) -> Reply | None:  # noqa: ARG001
        return (503, {}, {"Retry-After": "3600"}) if payload["prompt"] == "a" else None

    with served(Script(fault=fault)) as script:
        _, outputs = ask(script, [text("a"), text("b")])
    assert outputs[0].error
    assert outputs[0].error.boundary == "model"
    assert "503" in outputs[0].error.message
    assert outputs[1].completions


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", None), ("", None), ("-1", 0.0)])
def test_rest_in_seconds(header: str, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_rest_until_a_date() -> None:
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert (retry_after("Wed, 21 Oct 2115 07:28:00 GMT") or 0) > 1e9


def test_a_fault_of_the_server_is_tried_again() -> None:
    with served(Script(fault=first((500, {}, {}), (502, b"<html>", {})))) as script:
        model, outputs = ask(script, [text("a")])
    assert outputs[0].completions[0].text.startswith("The answer")
    assert model.usage()["retries"] == 2


def test_a_fault_that_stays_fails_the_item_with_the_servers_words() -> None:
    script = Script(fault=lambda number, payload: (500, {"error": {"message": "out of memory"}}, {}))  # noqa: ARG005
    with served(script):
        _, outputs = ask(script, [text("a")])
    assert outputs[0].error
    assert outputs[0].error.message == "the server answered 500: out of memory (tried 3 times)"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{not json", "not of the API's form"),
        (b'{"choices": [{"text": 3}]}', "choices[0].text"),
        (b'{"choices": []}', "no choice"),
    ],
)
def test_a_malformed_answer_fails_the_item_alone(body: bytes, said: str) -> None:
    with served(Script(fault=first((200, body, {})))) as script:
        _, outputs = ask(script, [text("a"), text("b")], replace(HASTE, concurrency=1))
    assert outputs[0].error
    assert said in outputs[0].error.message
    assert outputs[1].completions


def test_time_runs_out() -> None:
    with served(Script()) as script:
        model, _ = ask(script, [text("warm")], replace(HASTE, answer=0.3))
        script.slow = 1.0
        (output,) = dict(model.run([text("a")])).values()
    assert output.error
    assert output.error.message == "no answer within 0.3 s"


def test_a_server_that_dies_fails_items_and_raises_nothing() -> None:
    with served(Script()) as script:
        model, _ = ask(script, [text("warm")])
    outputs = dict(model.run([text("a"), text("b")]))
    assert all(output.error and "connection failed" in output.error.message for output in outputs.values())


def test_no_server_is_said_when_it_is_opened() -> None:
    with pytest.raises(ModelError, match="no server answers at http") as caught:
        EndpointModel("m@http://127.0.0.1:9/v1", HASTE)
    assert "curl" in caught.value.hint


def test_calls_are_bounded_and_results_come_at_once() -> None:
    with served(Script(slow=0.01)) as script:
        _, outputs = ask(script, [text(f"{n}", n=5) for n in range(8)])
        assert script.most_at_once == HASTE.concurrency
        assert all(len(output.completions) == 5 for output in outputs)
        model = EndpointModel(script.address.removeprefix("openai:"), replace(HASTE, concurrency=1))
        script.calls.clear()
        next(iter(model.run([text("a"), text("b"), text("c"), text("d")])))
        assert len(script.generating()) < 4


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "qarat-endpoint"]


def test_closing_the_iterator_ends_everything() -> None:
    with served(Script()) as script:
        model, _ = ask(script, [text("warm")])
        results = model.run([text(f"{n}") for n in range(200)])
        script.calls.clear()
        next(results)
        script.slow = 30.0
        begin = time.monotonic()
        results.close()  # type: ignore[attr-defined]
        assert time.monotonic() - begin < 5
        assert not threads()
        assert len(script.calls) < 200


def test_ctrl_c_ends_everything() -> None:
    with served(Script()) as script:
        model, _ = ask(script, [text("warm")])
        script.slow = 30.0
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        begin = time.monotonic()
        try:
            with pytest.raises(KeyboardInterrupt):
                list(model.run([text("a")]))
        finally:
            timer.join()
            signal.signal(signal.SIGINT, before)
        assert time.monotonic() - begin < 5
        assert not threads()


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_stops_the_run_and_is_not_repeated(
    status: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("QARAT_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    refusal: Reply = status, {"error": {"message": f"Incorrect API key provided: {KEY}"}}, {}
    with served(Script(fault=lambda number, payload: refusal)) as script:  # noqa: ARG005
        with pytest.raises(ModelError, match="does not accept the key") as caught:
            ask(script, [text(f"{n}") for n in range(50)])
        assert len(script.calls) <= HASTE.concurrency
        assert script.calls[0][2]["Authorization"] == f"Bearer {KEY}"
    trace = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=False).format())
    assert KEY not in str(caught.value) + trace + caplog.text
    assert "Incorrect API key provided: ***" in str(caught.value)


def test_no_file_of_a_run_holds_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QARAT_API_KEY", KEY)

    def fault(number: int, payload: Payload) -> Reply | None:  # noqa: ARG001
        return (400, {"error": f"{KEY} asked too much"}, {}) if len(payload["prompt"]) % 3 == 0 else None

    script = Script()
    with served(script):
        model = open_model(script.address, ModelOptions())
        script.fault = fault
        config = RunConfig(
            script.address, ("inhouse/en_knowledge:letter",), limit=20, output=tmp_path / "run"
        )
        finished = evaluate(config, model=model)
    (result,) = finished.record.results
    assert result.n
    assert result.errors == {"model": result.failed}
    assert "top-logprobs" in result.protocol
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in files if path.suffix != ".parquet"]
    rows = [duckdb.execute(f"from '{path}'").fetchall() for path in tmp_path.rglob("*.parquet")]
    texts += [repr(one).encode() for one in rows]
    assert len(texts) >= 4
    assert any(b"*** asked too much" in one for one in texts)
    assert not any(KEY.encode() in one for one in texts)


def test_an_unknown_model_stops_at_once() -> None:
    def fault(number: int, payload: Payload) -> Reply:  # noqa: ARG001
        return 404, {"error": {"message": f"The model `{payload['model']}` does not exist."}}, {}

    with served(Script(fault=fault)) as script, pytest.raises(ModelError, match="has no model 'n'") as caught:
        open_model(f"openai:n@{script.url}", ModelOptions())
    assert "it has m" in caught.value.hint


@pytest.mark.parametrize(("path", "hint"), [("", "curl"), ("/v1", "did you mean openai:m@")])
def test_a_server_that_generates_nothing_is_refused(path: str, hint: str) -> None:
    with served(Script(paths=())) as script:
        url = script.url.removesuffix(path) if path else script.url
        with pytest.raises(ModelError, match="generates no text") as caught:
            open_model(f"openai:m@{url}", ModelOptions())
    assert hint in caught.value.hint


def test_an_empty_account_stops_the_run() -> None:
    broke: Reply = 429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}, {}
    script = Script(fault=lambda number, payload: broke)  # noqa: ARG005
    with served(script), pytest.raises(ModelError, match="exceeded your quota"):
        ask(script, [text("a")])


def test_work_goes_on_while_the_consumer_is_busy() -> None:
    with served(Script()) as script:
        model, _ = ask(script, [text("warm")])
        script.calls.clear()
        results = iter(model.run([text(f"{n}") for n in range(12)]))
        next(results)
        wait_for(lambda: len(script.generating()) == 12)
        assert len(list(results)) == 11


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()
