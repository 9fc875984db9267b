"""How large models are, in non-embedding parameters: what is known of a run, of a published model, and whose.

Counted from the configuration where that is here, else as a release prints it; a tuned model has the size of
its base model. A mixture of experts has two sizes, and no place on an axis of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from qarat.evaluate.record import ModelRecord
from qarat.models.card import model_card
from qarat.reference import configurations, models, query

_TUNED = re.compile(r"-(instruct|chat|it)(-\d+)?$", re.IGNORECASE)
_GIGA = 10**9


def run_size(model: ModelRecord) -> float | None:
    """Return a run's non-embedding parameters in billions; None if unknown or a mixture of experts."""
    return _of_card(model.card)


def published_size(model: str) -> float | None:
    """Return a published model's non-embedding parameters in billions; None as in `run_size`."""
    base = _TUNED.sub("", model)
    config = configurations().get(base)
    return _of_card(model_card(config)) if config else _printed().get(base)


def is_tuned(model: str) -> bool:
    """Tell whether a published model is an instruction-tuned one, by its name."""
    return bool(_TUNED.search(model))


def printed_models() -> tuple[str, ...]:
    """Return every published model whose size is known."""
    return tuple(name for name in models() if published_size(name))


def _of_card(card: Mapping[str, object]) -> float | None:
    count = card.get("non_embedding_parameters")
    return count / _GIGA if isinstance(count, int) and count and not card.get("experts") else None


@cache
def _printed() -> Mapping[str, float]:
    cells = query(benchmark="Non-Emb Params")
    return {_TUNED.sub("", cell.model): cell.value for cell in cells if cell.value is not None}
