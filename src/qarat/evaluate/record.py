"""What a run folder holds, as types: the only thing that everything after a run reads.

`run.json` is a `RunRecord` and is a pure function of model, tasks and settings: the same command writes the
same bytes, interrupted or not. What differs from run to run (seconds, memory) stands in `usage.json`.
`samples/<task file>.parquet` has a row an item (`SampleRecord`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from qarat.types import Choosing, Setting


class Estimate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A score with its uncertainty, as a fraction (not percent) for accuracies, in its own unit otherwise.

    `low` and `high` bound the 95 % interval. `n` counts the items behind it. `method` names the standard
    error ("iid", "stratified", "clustered", "ratio", "jackknife"; "reported": another tool's own).
    """

    value: float
    stderr: float | None
    low: float | None
    high: float | None
    n: int
    method: str


class TaskResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One task under one setting.

    `protocol` is the protocol id; `items` a hash of the ids and contents of the scored items, whatever their
    order; `n` counts them, out of `total` in the full set, and `failed` the items that were asked and have no
    score (`errors` by boundary). `metrics` maps a metric's name to its estimate; `groups` maps a tag
    ("subject") to its values to their metrics. `bounds` maps each share of items to (failures counted as 0,
    failures excluded). `complete` is false when a limit or failures left items out. `cluster` names the tag
    of items that are not independent, which a comparison has to know as well. `file` is empty where another
    tool measured and gave no samples. Of a `private` task no report shows a row.
    """

    task: str
    title: str
    version: int
    protocol: str
    setting: Setting
    file: str
    metrics: Mapping[str, Estimate]
    groups: Mapping[str, Mapping[str, Mapping[str, Estimate]]]
    items: str
    n: int
    total: int
    failed: int
    errors: Mapping[str, int]
    bounds: Mapping[str, tuple[float, float]]
    notes: tuple[str, ...]
    complete: bool
    cluster: str | None = None
    private: bool = False


class ModelRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model of a run; `card` is the Qwen2.5 release's Model Card, computed from the configuration."""

    name: str
    address: str
    fingerprint: str
    engine: str
    dtype: str
    context: int
    parameters: int
    licence: str
    card: Mapping[str, Any]
    chat: bool = False
    choosing: Choosing = "log-likelihood"


class RunRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `run.json`. `command` reproduces the run; `config` is the resolved `RunConfig`.

    `left_out` has the spec and the reason of every entry of a suite that could not run. `imported` names the
    tool that measured, with its version, where it was another one.
    """

    schema: int
    qarat: str
    versions: Mapping[str, str]
    command: str
    config: Mapping[str, Any]
    model: ModelRecord
    results: tuple[TaskResult, ...]
    complete: bool
    left_out: tuple[tuple[str, str], ...] = ()
    imported: str = ""


class SampleRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of `samples/<task>.parquet`.

    `prompt` is the context exactly as sent, JSON where it is turns (the first one where choices
    have contexts of their own), `continuations` the texts that were scored, `outputs` their log-
    likelihoods in the same order (natural logarithm). `completions` are the generated texts, raw,
    `lengths` their tokens, `finished` false where one ran out of tokens. `tags` is JSON object text.
    `digest` hashes the item's content, so that two runs pair only what is really the same item.
    `values` maps metric to value; empty with `error` set when the item has no score.
    """

    id: str
    digest: str
    tags: str
    prompt: str
    continuations: list[str]
    outputs: list[float]
    target: list[int]
    answer: str
    values: dict[str, float]
    explanation: str
    note: str
    error: str
    completions: list[str] = []
    lengths: list[int] = []
    finished: list[bool] = []
    gold: str = ""
    extracted: bool = True


class SampleScore(msgspec.Struct, frozen=True):
    """The columns of a `SampleRecord` that pair the scores of runs, a small part of its bytes."""

    id: str
    digest: str
    tags: str
    values: dict[str, float]
    error: str
