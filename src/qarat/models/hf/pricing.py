"""What work costs on this machine before it is done: sizes of a forward, seconds of a plan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from qarat.models.hf.draw import count_draws
from qarat.models.hf.encode import Encoder
from qarat.models.hf.engine import Limits
from qarat.models.hf.loading import Files, load_config, load_tokenizer, locate
from qarat.models.hf.prompts import build_prompts
from qarat.models.hf.splice import Splicer
from qarat.models.hf.workload import build_workload
from qarat.types import Choose, Generate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qarat.models.options import ModelOptions
    from qarat.types import Request

BUDGET = 1024
"""Tokens in one forward: enough for the matrix products to run at full rate, small enough for the caches."""

SLOTS = 64
"""Texts generated at a time: more of them make the products no faster, and what they hold no smaller."""

EFFICIENCY = 0.7
"""Share of the floor's speed that a plan is priced at."""

MEMORY_SHARE = 0.2
"""Share of the machine's memory that the activations and logits of one forward may take.

The keys and values of what is generated may take as much again.
"""


class HfPlanner:
    """Prices requests with the tokenizer and the configuration alone."""

    def __init__(self, scheme: str, place: str, options: ModelOptions) -> None:
        files = locate(scheme, place, weights=False)
        self._config = load_config(files).get_text_config()
        self._encoder = open_encoder(files, self._config)
        self._options = options

    def plan(self, requests: Sequence[Request]) -> Mapping[str, float]:
        """Token counts of the requests, and seconds at the efficiency that the tree usually reaches.

        How long a generated text gets is not known before: `generated_tokens`, and with them the seconds, are
        those of texts that all run up to their limit, so an upper bound.
        """
        chosen = [request for request in requests if isinstance(request, Choose)]
        written = [request for request in requests if isinstance(request, Generate)]
        total: dict[str, float] = {}
        for part in (self._choosing(chosen) if chosen else {}, self._writing(written) if written else {}):
            for name, figure in part.items():
                total[name] = total.get(name, 0.0) + figure
        return total

    def _choosing(self, requests: Sequence[Choose]) -> Mapping[str, float]:
        sizes = limits(self._config, self._options)
        encoded = self._encoder.encode(requests)
        figures = build_workload(encoded, budget=sizes.tokens, row_budget=sizes.rows).figures
        return figures | self._seconds(figures, BUDGET)

    def _writing(self, requests: Sequence[Generate]) -> Mapping[str, float]:
        sizes = limits(self._config, self._options)
        prompts = self._encoder.encode_prompts(requests)
        if all(prompt.error for prompt in prompts):
            return {}
        figures = build_prompts(prompts, requests, budget=sizes.tokens, row_budget=sizes.rows).figures
        tokens = attended = 0.0
        for prompt, request in zip(prompts, requests, strict=True):
            if not prompt.error:
                most = count_draws(request) * request.decoding.max_tokens
                tokens += most
                attended += most * (len(prompt.tokens) + request.decoding.max_tokens / 2)
        decoding = {"unique_tokens": tokens, "scored_rows": tokens, "attended": attended}
        prefill, steps = (
            self._seconds(figures, BUDGET),
            self._seconds(decoding, min(sizes.slots, len(requests))),
        )
        seconds = {name: prefill[name] + steps[name] for name in prefill}
        return figures | {"generated_tokens": tokens} | seconds

    def _seconds(self, figures: Mapping[str, float], rows: int) -> dict[str, float]:
        """Seconds for the work in `figures`, `rows` tokens at a time; nothing where they cannot be told."""
        from qarat.models.card import count_parameters
        from qarat.models.hf.calibrate import shape_rate

        config = self._config
        count = count_parameters(config.to_dict())
        if count is None:
            return {}
        rate = shape_rate(config.hidden_size, self._options, rows)
        head = config.hidden_size * config.vocab_size
        floor = floor_seconds(config, count.active - count.embedding, head, figures, (rate, rate))
        return {"seconds": floor / EFFICIENCY}


def open_encoder(files: Files, config: Any) -> Encoder:  # noqa: ANN401
    """The tokenizer of a model with the model's limits."""
    tokenizer = load_tokenizer(files)
    return Encoder(tokenizer, longest_sequence(config), Splicer(tokenizer))


def longest_sequence(config: Any) -> int:  # noqa: ANN401
    """The model's context in tokens; models without a stated one (recurrent) take any length that fits."""
    for name in ("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length"):
        if getattr(config, name, None):
            return int(getattr(config, name))
    return 1_000_000


def limits(config: Any, options: ModelOptions) -> Limits:  # noqa: ANN401
    """Sizes from the machine's memory and the model's widths; `options.budget` bounds tokens and slots.

    Physical memory, not what is free at the moment: a run and its resumption must cut the same chunks.
    """
    memory = MEMORY_SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    inner = getattr(config, "intermediate_size", None) or 4 * config.hidden_size
    a_token = 4.0 * (12 * config.hidden_size + 4 * inner)
    budget = options.budget or int(min(BUDGET, max(64, memory / 2 / a_token)))
    rows = int(min(4 * BUDGET, max(32, memory / 2 / (10.0 * config.vocab_size))))
    # A shelf is at most twice as large as what lies on it.
    return Limits(budget, rows, min(SLOTS, budget), int(memory / 2 / key_value_bytes(config)))


def key_value_bytes(config: Any) -> float:  # noqa: ANN401
    """Bytes of one token's keys and values in float32."""
    heads = getattr(config, "num_attention_heads", None) or 1
    width = getattr(config, "head_dim", None) or config.hidden_size // heads
    groups = getattr(config, "num_key_value_heads", None) or heads
    return 8.0 * float(config.num_hidden_layers * groups * width)


def body_parameters(model: Any) -> int:  # noqa: ANN401
    """Parameters that take part in every token's products: all matrices but the embeddings and the head."""
    outside = {id(model.get_input_embeddings().weight), id(model.get_output_embeddings().weight)}
    return sum(p.numel() for p in model.parameters() if id(p) not in outside)


def floor_seconds(
    config: Any,  # noqa: ANN401
    body: int,
    head: int,
    figures: Mapping[str, float],
    rates: tuple[float, float],
) -> float:
    """Seconds for the arithmetic alone, at the GEMM rates of body and head (operations a second).

    2 body unique + 4 layers heads width attended, and 2 head on every scored row.
    """
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    attention = 4.0 * config.num_hidden_layers * config.num_attention_heads * width * figures["attended"]
    seconds: float = (2.0 * body * figures["unique_tokens"] + attention) / rates[0] + 2.0 * head * figures[
        "scored_rows"
    ] / rates[1]
    return seconds
