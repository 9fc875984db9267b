"""What repeating a run takes, as text for a page: command, weights, engine, machine, packages, protocols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from qarat.evaluate.record import RunRecord
from qarat.report.facts import PACKAGES, Fact, UsageTable, usage_facts, usage_table
from qarat.report.summary import setting_label


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What repeating one run takes.

    `protocols` has task, version, setting, protocol and items of every result, `pins` a package a line in the
    form of a requirements file, `machine` where it ran and what it cost.
    """

    label: str
    record: RunRecord
    protocols: tuple[tuple[str, int, str, str, str], ...]
    config: str
    pins: str
    machine: tuple[Fact, ...]
    cost: UsageTable | None


def reproduction(label: str, record: RunRecord, usage: Mapping[str, Any]) -> Reproduction:
    """Collect what repeating a run takes; `usage` is its `usage.json`, empty where it is gone."""
    return Reproduction(
        label=label,
        record=record,
        protocols=tuple(
            (one.task, one.version, setting_label(one.setting), one.protocol, one.items)
            for one in record.results
        ),
        config=msgspec.json.format(msgspec.json.encode(record.config)).decode(),
        pins=_pins(record, usage),
        machine=usage_facts(usage),
        cost=usage_table(usage),
    )


def _pins(record: RunRecord, usage: Mapping[str, Any]) -> str:
    """Return every package of the run's environment, or what its record names where that was not kept."""
    if record.imported:
        return ""
    packages = dict(usage.get("environment", {}).get(PACKAGES, {})) or {
        "qarat": record.qarat,
        **{name: version for name, version in record.versions.items() if name != "python"},
    }
    lines = [f"{name}=={version}" for name, version in packages.items()]
    return "\n".join([f"# Python {record.versions.get('python', 'unknown')}", *lines])
