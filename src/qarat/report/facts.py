"""Facts for people: the model card and the figures of `usage.json` with units and thousands separators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qarat.evaluate.record import ModelRecord

UNKNOWN = "–"
MILLION, BILLION, KIBI = 10**6, 10**9, 1024
TASKS, PACKAGES = "tasks", "packages"
"""Keys of `usage.json` with the figures of each task, and with the version of each package."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its printed value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class UsageTable:
    """What every task cost: names of the tasks, and for each figure its name and its values."""

    tasks: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def model_facts(model: ModelRecord) -> tuple[Fact, ...]:
    """Print the model card in the order of release notes, then what serving the model costs."""
    card = model.card
    total = card.get("parameters") or model.parameters or None
    facts = [
        ("Parameters", _billions(total)),
        ("Non-embedding", _billions(card.get("non_embedding_parameters"))),
        ("Active per token", _billions(card.get("active_parameters"))),
        ("Layers", _count(card.get("layers"))),
        ("Heads (Q / KV)", f"{_count(card.get('attention_heads'))} / {_count(card.get('kv_heads'))}"),
        ("Tied embeddings", _yes(card.get("tied_embeddings"))),
        ("Context length", _tokens(card.get("context_length") or model.context)),
        ("Generation length", _tokens(card.get("generation_length"))),
        ("Licence", model.licence or UNKNOWN),
        ("Architecture", card.get("architecture") or UNKNOWN),
        ("Hidden size", _count(card.get("hidden_size"))),
        ("Vocabulary", _count(card.get("vocabulary"))),
        ("Experts", _experts(card)),
        ("KV cache per token", _bytes(card.get("kv_cache_bytes_per_token"))),
        ("Evaluated in", model.dtype),
    ]
    dense = {"Active per token", "Experts"}
    return tuple(Fact(name, value) for name, value in facts if not (name in dense and value == UNKNOWN))


def usage_facts(usage: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Print the figures of the whole run in `usage.json`, with nested parts, but not tasks and packages."""
    facts: list[Fact] = []
    for key, value in usage.items():
        if isinstance(value, Mapping):
            facts += usage_facts(value) if key not in (TASKS, PACKAGES) else ()
        else:
            facts.append(Fact(_words(key), _figure(key, value)))
    return tuple(facts)


def usage_table(usage: Mapping[str, Any]) -> UsageTable | None:
    """Print the figures of every task: a column a task, a row a figure; None where there are none."""
    tasks = {
        name: {**figures, **_ratio(figures)} for name, figures in (usage.get(TASKS) or {}).items() if figures
    }
    keys = dict.fromkeys(key for figures in tasks.values() for key in figures)
    rows = tuple(
        (
            _words(key),
            tuple(_figure(key, figures[key]) if key in figures else UNKNOWN for figures in tasks.values()),
        )
        for key in keys
    )
    return UsageTable(tuple(tasks), rows) if rows else None


def _ratio(figures: Mapping[str, Any]) -> dict[str, float]:
    """Return how often a scorer that shares only one-token choices computes a distinct token."""
    baseline, unique = figures.get("baseline_tokens"), figures.get("unique_tokens")
    return {"baseline_to_unique_ratio": baseline / unique} if baseline and unique else {}


def _words(key: str) -> str:
    return key.removesuffix("_bytes").replace("_", " ")


def _figure(key: str, value: object) -> str:
    """Print a number by what its name says it is."""
    if key == "date":
        return str(value).replace("T", " ").replace("+00:00", " UTC")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if key.endswith("_bytes"):
        return _bytes(value)
    if "seconds" in key:
        return f"{value:,.1f} s"
    if "ratio" in key or "share" in key:
        return f"{value:.2f}"
    return f"{value:,.2f}" if value % 1 else f"{value:,.0f}"


def _billions(count: int | None) -> str:
    if count is None:
        return UNKNOWN
    if count >= BILLION:
        return f"{count / BILLION:.2f} B"
    return f"{count / MILLION:.1f} M" if count >= MILLION else f"{count:,}"


def _count(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value:,}"


def _yes(value: bool | None) -> str:  # noqa: FBT001 - printed, not acted on
    return UNKNOWN if value is None else "yes" if value else "no"


def _tokens(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value:,} tokens"


def _experts(card: Mapping[str, Any]) -> str:
    experts = card.get("experts")
    return UNKNOWN if experts is None else f"{experts}, {_count(card.get('experts_per_token'))} per token"


def _bytes(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    for unit in ("B", "KiB", "MiB"):
        if abs(value) < KIBI:
            return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"
        value /= KIBI
    return f"{value:,.2f} GiB"
