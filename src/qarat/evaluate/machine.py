"""Where a run happened: processor, memory, accelerators and every installed package with its version.

None of it is part of a result (two machines write the same `run.json`), but whoever repeats a measurement
and finds another number begins here.
"""

from __future__ import annotations

import os
import platform
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any


def environment() -> dict[str, Any]:
    """Return what this machine and its Python are; what the system does not tell is left out."""
    found = {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_bytes": _memory(),
        "accelerators": _accelerators(),
        "packages": packages(),
    }
    return {name: value for name, value in found.items() if value}


@cache
def packages() -> dict[str, str]:
    """Return the version of every installed package by name, in the order of names."""
    found = {one.name: one.version for one in distributions() if one.name}
    return dict(sorted(found.items(), key=lambda pair: pair[0].lower()))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _memory() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return 0.0


def _accelerators() -> str:
    """Name the GPUs that torch sees, where a backend has loaded it."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return ""
    return ", ".join(torch.cuda.get_device_name(place) for place in range(torch.cuda.device_count()))
