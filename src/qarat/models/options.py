"""How a model is run: what the command line and every backend agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How a model is run; none of it changes what is asked.

    `device` is torch's name of one (None: the first GPU, else the CPU), `threads` its threads (None: all).
    `budget` is the most tokens in one forward (None: chosen for the machine), `matmul` the float32 product
    ("auto": measured), `rung` the fastest way of scoring to try. `concurrency` is the most
    calls that a server gets at once.
    """

    dtype: str = "float32"
    device: str | None = None
    threads: int | None = None
    budget: int | None = None
    matmul: Literal["auto", "highest", "medium"] = "auto"
    rung: Literal["tree", "prefix", "plain"] = "tree"
    concurrency: int = 16
