"""From an address such as `hf:Qwen/Qwen2.5-0.5B` or `gguf:model.gguf` to a model.

`demo:` is the small model of the extra `demo`, wherever it was installed; `openai:NAME@URL` is a model behind
a server, at the official service where no URL is given. A scheme is a backend; each is imported only when it
is asked for. Plug-ins add theirs by an entry point of the group `qarat.models`: a function
(place, options) -> Model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Protocol

from qarat.errors import MissingExtraError, UsageError, did_you_mean
from qarat.models.options import ModelOptions
from qarat.types import Model, Request

LOCAL = ("hf", "gguf", "demo")


class Planner(Protocol):
    """Prices requests without weights."""

    def plan(self, requests: Sequence[Request]) -> Mapping[str, float]:
        """Figures of the work.

        Requests, request_tokens, baseline_tokens, unique_tokens, seconds (an estimate).
        """


def split_address(address: str) -> tuple[str, str]:
    """Split `scheme:place`. Raises UsageError for a scheme that does not exist."""
    scheme, colon, place = address.partition(":")
    known = [*LOCAL, "openai", "fake", *(entry.name for entry in entry_points(group="qarat.models"))]
    if not colon or scheme not in known:
        near = did_you_mean(scheme, known) if colon else f"did you mean hf:{address}?"
        raise UsageError(f"no model at {address!r}", near or "an address is hf:FOLDER_OR_ID or gguf:FILE")
    if scheme == "demo" and place:
        raise UsageError(f"{address!r}: the demo has one model", "type demo: alone, or gguf:FILE")
    if scheme in ("hf", "gguf") and not place:
        raise UsageError(f"{address!r} names no model", "an address is hf:FOLDER_OR_ID or gguf:FILE")
    return scheme, place


def check_address(address: str) -> None:
    """Find mistakes in an address in well under a second, before anything heavy is imported."""
    scheme, place = split_address(address)
    if scheme == "openai":
        from qarat.models.endpoint.address import examine as examine_server

        examine_server(place)
    if scheme not in LOCAL:
        return
    from qarat.models.hf.loading import examine

    if scheme == "demo" and find_spec("qarat_smollm2") is None:
        raise MissingExtraError("qarat-smollm2", "demo", "the demo model")
    examine(scheme, place)
    for package in ("torch", "transformers", *(["gguf"] if scheme != "hf" else [])):
        if find_spec(package) is None:
            raise MissingExtraError(package, "hf", f"a model at {scheme}:")


def open_model(address: str, options: ModelOptions) -> Model:
    """Load the model at an address."""
    scheme, place = split_address(address)
    check_address(address)
    if scheme in LOCAL:
        from qarat.models.hf.backend import HfModel

        return HfModel(scheme, place, options)
    if scheme == "openai":
        from qarat.models.endpoint.backend import EndpointModel
        from qarat.models.endpoint.client import Patience

        return EndpointModel(place, Patience(options.concurrency))
    if scheme == "fake":
        from qarat.models.fake import open_fake

        return open_fake(address)
    (entry,) = entry_points(group="qarat.models", name=scheme)
    model: Model = entry.load()(place, options)
    return model


def open_planner(address: str, options: ModelOptions) -> Planner:
    """Open what prices a plan: a local model's tokenizer, or the model itself where it can plan."""
    scheme, place = split_address(address)
    check_address(address)
    if scheme in LOCAL:
        from qarat.models.hf.pricing import HfPlanner

        return HfPlanner(scheme, place, options)
    if scheme == "openai":
        from qarat.models.endpoint.backend import EndpointPlanner

        return EndpointPlanner()
    model = open_model(address, options)
    if not hasattr(model, "plan"):
        raise UsageError(f"{scheme}: models cannot price a plan", "leave out --dry-run")
    planner: Planner = model  # type: ignore[assignment]
    return planner
