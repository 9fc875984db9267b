"""All requests of a task under one setting, in an order and with ids that depend on the data alone.

Rows are believed only after a look: a missing column, a gold label beyond the choices or an empty choice
would otherwise end in a score that means nothing. The few-shot prefix is rendered once for all items that
share it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qarat.data.load import load_rows
from qarat.errors import DataError, UsageError
from qarat.prompts.fewshot import Pool, draw
from qarat.prompts.render import example, join_examples, render
from qarat.types import Choose, Context, Request, Row, Sample, Setting, Source, Task


@dataclass(frozen=True, slots=True)
class Item:
    """One item ready to be asked; `digest` hashes its content, not its prompt, for pairing across runs."""

    sample: Sample
    request: Request
    digest: str

    @property
    def pairs(self) -> tuple[tuple[Context, str], ...]:
        """Contexts and continuations that are weighed; none where text is generated."""
        return self.request.pairs if isinstance(self.request, Choose) else ()


def build_items(
    task: Task, setting: Setting, *, root: Path | None = None, limit: int | None = None
) -> list[Item]:
    """Return the items of every configuration of `task` in data-set order.

    `limit` keeps that many at most, spread evenly over the configurations, from each the first ones.

    Raises:
        DataError: rows that are missing, lack a column, or contradict themselves; file and row are named.
        UsageError: more shots than the few-shot pool holds.
    """
    if setting.shots and not task.data.has_examples:
        raise UsageError(f"{task.name} has no rows to draw examples from", f"{task.name}:0shot")
    configs = task.data.configs
    shares: Mapping[str, int | None] = (
        dict.fromkeys(configs) if limit is None else Counter(_spread(configs, limit))
    )
    items = [
        item for config, share in shares.items() for item in _config_items(task, setting, config, root, share)
    ]
    seen: set[str] = set()
    for item in items:
        if item.sample.id in seen:
            raise DataError(
                f"{task.data.id}: two items have the id {item.sample.id!r}",
                f"let the sample function of {task.name} leave the id empty; rows are then numbered",
            )
        seen.add(item.sample.id)
    return items


def _spread(configs: Sequence[str], limit: int) -> Iterator[str]:
    """Yield the configuration of each of `limit` items, in order, the first one always among them."""
    return (configs[place * len(configs) // limit] for place in range(limit))


def count_items(task: Task, *, root: Path | None = None) -> int:
    """Return how many items `task` has without a limit."""
    return sum(len(load_rows(task.data, config, task.data.split, root)) for config in task.data.configs)


def prompt_hash(items: Sequence[Item]) -> str:
    """Return the SHA-256 of the first item's request, which stands for the wording of all at any limit."""
    request = items[0].request
    wording: list[object]
    if isinstance(request, Choose):
        wording = [[_plain(context), text] for context, text in request.pairs]
    else:
        wording = [_plain(request.context), request.stop]
    return hashlib.sha256(_json(wording)).hexdigest()


def _config_items(
    task: Task, setting: Setting, config: str, root: Path | None, limit: int | None
) -> list[Item]:
    source = task.data
    rows = load_rows(source, config, source.split, root)[:limit]
    samples = [_sample(task, config, source.split, index, row) for index, row in enumerate(rows)]
    shown: Sequence[Row] = ()
    if setting.shots and source.examples:
        shown = source.examples(config, root)
    elif setting.shots and source.fewshot_split:
        shown = load_rows(source, config, source.fewshot_split, root)
    draws = draw(
        Pool(source, config, shown),
        setting.fewshot,
        setting.shots,
        [(one.id, row) for one, row in zip(samples, rows, strict=True)],
    )
    examples: dict[int, tuple[str, str]] = {}
    prefixes: dict[tuple[int, ...], Context] = {}
    items = []
    for sample, chosen in zip(samples, draws, strict=True):
        if chosen not in prefixes:
            for index in chosen:
                if index not in examples:
                    shot = _sample(task, config, source.fewshot_split or "examples", index, shown[index])
                    examples[index] = example(task, setting, shot)
            # Only the last one is kept: a policy either shares one prefix or hardly ever repeats one.
            prefixes = {chosen: join_examples(task, setting, [examples[index] for index in chosen])}
        items.append(Item(sample, render(task, setting, sample, prefixes[chosen]), _digest(sample)))
    return items


def _sample(task: Task, config: str, split: str, index: int, row: Row) -> Sample:
    """Turn a row into a sample with an id that is unique in the task, and check what it claims."""
    where = f"{_place(task.data, config, split)}, row {index}"
    try:
        sample = task.sample({"config": config, **row})
    except KeyError as error:
        raise DataError(
            f"{where}: no column or entry {error}", f"its columns are {', '.join(row)}"
        ) from error
    except (ValueError, IndexError, TypeError, AttributeError) as error:
        raise DataError(
            f"{where} cannot be read: {error}", f"look at the row, or at the sample function of {task.name}"
        ) from error
    problem = _problem(sample, least=_least_choices(task))
    if problem:
        raise DataError(f"{where}: {problem}", f"look at the row, or at the sample function of {task.name}")
    if sample.id:
        return sample
    return replace(sample, id=str(index) if config == "default" else f"{config}/{index}")


def _least_choices(task: Task) -> int:
    """Return how many choices a sample must have: two to choose from, one to weigh, none to be written."""
    if any(one in task.formulations for one in ("letter", "cloze")):
        return 2
    return 1 if "bpb" in task.formulations else 0


def _problem(sample: Sample, *, least: int) -> str:
    """Return what is wrong with a sample, or an empty text."""
    inputs = sample.input if isinstance(sample.input, tuple) else (sample.input,)
    # A row may hold anything, whatever the annotations of a sample promise.
    texts: tuple[object, ...] = (*inputs, *sample.choices, *sample.tags.values(), sample.gold, sample.worked)
    for text in texts:
        if not isinstance(text, str):
            return f"{text!r} is no text"
    if len(sample.choices) < least:
        return f"{len(sample.choices)} choices are none to choose from"
    if not all(sample.choices):
        return "a choice is empty"
    if not isinstance(sample.input, str) and len(inputs) != len(sample.choices):
        return f"{len(inputs)} contexts do not fit {len(sample.choices)} choices"
    targets = sample.target if isinstance(sample.target, tuple) else (sample.target,)
    wrong = [one for one in targets if type(one) is not int or not 0 <= one < len(sample.choices)]
    if wrong or not (targets or not sample.choices):
        return f"gold label {wrong[0] if wrong else '(none)'} is not in 0..{len(sample.choices) - 1}"
    return ""


def _place(source: Source, config: str, split: str) -> str:
    return f"{source.id} {config}/{split}"


def _digest(sample: Sample) -> str:
    content: list[object] = [sample.input, sample.choices, sample.target]
    if sample.gold or sample.facts:  # absent where there is no free text, so that old digests stay
        content += [sample.gold, sample.facts]
    return hashlib.sha256(_json(content)).hexdigest()[:16]


def _plain(context: Context) -> str | list[list[str]]:
    return context if isinstance(context, str) else [[turn.role, turn.content] for turn in context]


_encode: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> bytes:
    # A lone surrogate cannot be text; it is hashed as what it is instead of ending the run.
    return _encode(value).encode("utf-8", "surrogatepass")
