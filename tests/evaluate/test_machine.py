"""The environment of a run: what this machine is, and every package with its version."""

from __future__ import annotations

import os
from importlib.metadata import version

from qarat.evaluate.machine import environment


def test_the_environment_names_machine_and_packages() -> None:
    found = environment()
    assert found["processors"] == os.cpu_count()
    assert found["memory_bytes"] > 2**28
    assert found["packages"]["duckdb"] == version("duckdb")
    assert list(found["packages"]) == sorted(found["packages"], key=str.lower)
    assert all(found.values()), "what the system does not tell is left out"
