from __future__ import annotations

import sys

import pytest

from qarat.errors import QaratError, UsageError
from qarat.models.endpoint.address import OFFICIAL, examine
from qarat.models.load import check_address, open_model, open_planner
from qarat.models.options import ModelOptions
from qarat.types import Choose, Decoding, Generate, Message, Request


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "official-key")
    monkeypatch.setenv("QARAT_API_KEY", "other-key\n")


@pytest.mark.parametrize(
    ("place", "name", "url", "key"),
    [
        ("gpt-4o", "gpt-4o", OFFICIAL, "official-key"),
        ("qwen2.5@http://127.0.0.1:8000/v1/", "qwen2.5", "http://127.0.0.1:8000/v1", "other-key"),
        ("@cf/meta/llama@https://h/v1", "@cf/meta/llama", "https://h/v1", "other-key"),
        ("ft:gpt@https://api.openai.com/v1", "ft:gpt", OFFICIAL, "official-key"),
        (
            "gpt@https://api.openai.com.evil.example/v1",
            "gpt",
            "https://api.openai.com.evil.example/v1",
            "other-key",
        ),
    ],
)
def test_an_address_names_model_server_and_key(place: str, name: str, url: str, key: str) -> None:
    server = examine(place)
    assert (server.name, server.url, server.key) == (name, url, key)
    assert key not in repr(server)
    assert examine(server.address.removeprefix("openai:")) == server


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1/v1",
        "@http://127.0.0.1/v1",
        "m@127.0.0.1:8000",
        "m@http://",
        "m@http://h:port/v1",
        "m@https://user:secret-word@h/v1",
        "m@https://h/v1?key=secret-word",
        "m@http://h/v1#top",
    ],
)
def test_a_malformed_address_is_a_mistake_that_repeats_no_secret(place: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(f"openai:{place}")
    assert caught.value.hint
    assert "secret-word" not in str(caught.value)


def test_the_official_service_wants_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(UsageError, match="OPENAI_API_KEY is not set"):
        check_address("openai:gpt-4o")


def test_a_key_that_no_header_carries_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QARAT_API_KEY", "two\nlines")
    with pytest.raises(UsageError, match="no HTTP header") as caught:
        check_address("openai:m@http://h/v1")
    assert "two" not in str(caught.value)


def test_a_missing_client_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(QaratError, match="pip install httpx2"):
        check_address("openai:m@http://h/v1")


def test_a_plan_is_priced_without_a_server() -> None:
    turn = (Message("user", "x" * 40),)
    requests: list[Request] = [
        Choose((("x" * 40, " A"), ("x" * 40, " B"))),
        Generate(turn, (), Decoding(max_tokens=100, n=3)),
    ]
    figures = open_planner("openai:m@http://127.0.0.1:9/v1", ModelOptions()).plan(requests)
    assert figures["requests"] == 5
    assert figures["request_tokens"] == 2 * (10 + 1) + 3 * 10
    assert figures["unique_tokens"] == 10 + 10 + 2
    assert figures["most_completion_tokens"] == 300


def test_a_server_gets_at_least_one_call() -> None:
    with pytest.raises(UsageError, match="0 calls"):
        open_model("openai:m@http://127.0.0.1:9/v1", ModelOptions(concurrency=0))
