"""MMLU-Redux 2.0, 100 questions of each MMLU subject with their errors annotated (Gema et al. 2024), 5-shot.

Asked as MMLU is, by letter and after MMLU's own examples, so that a difference to MMLU is one of questions
and golds alone. Three tasks: all questions with MMLU's golds, grouped by error type; those without error;
and these together with those whose wrong gold the annotators replaced by another option. What else they found
wrong (an unclear question, no right option or several) has no gold to correct, so the last one leaves it out.
"""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from qarat.data import load_rows
from qarat.registry import task
from qarat.tasks.mmlu import mmlu
from qarat.types import Files, Row, Sample, Source, Task

KEYWORDS = {
    "ground": "wrong_groundtruth",
    "multiple": "multiple_correct_answers",
    "no_correct": "no_correct_answer",
    "question": "bad_question_clarity",
    "option": "bad_options_clarity",
    "expert": "expert",
}
"""What marks each error type in the annotators' many spellings ("Wrong Groundtruth", "OK ")."""

_mmlu = cache(mmlu)


def error_type(said: str) -> str:
    """Return the one spelling of an error type.

    Raises:
        ValueError: it is none.
    """
    plain = re.sub(r"[^a-z]+", "_", said.lower()).strip("_")
    if plain == "ok":
        return plain
    for keyword, name in KEYWORDS.items():
        if keyword in plain:
            return name
    raise ValueError(f"{said!r} is no error type")


def corrected(row: Row) -> int | None:
    """Return the index of the right option, or None where the annotation does not name exactly one.

    A correction is an index from 0, a letter, or the option itself; one that repeats the wrong gold is none.
    """
    kind = error_type(row["error_type"])
    if kind == "ok":
        return int(row["answer"])
    said = str(row["correct_answer"] or "").strip()
    if kind != "wrong_groundtruth" or not said:
        return None
    options = _options(row)
    names = [{str(index), "ABCD"[index], option.strip()} for index, option in enumerate(options)]
    found = [index for index, known in enumerate(names) if said in known]
    return found[0] if len(found) == 1 and found[0] != row["answer"] else None


def _options(row: Row) -> list[str]:
    # A list on the hub, and its Python spelling in the authors' files.
    options = row["choices"]
    return [str(one) for one in (ast.literal_eval(options) if isinstance(options, str) else options)]


def _sample(row: Row) -> Sample:
    sample = _mmlu().sample({"subject": row["config"], **row, "choices": _options(row)})
    if "error_type" not in row:  # an example, which is a row of MMLU
        return sample
    return replace(sample, tags={**sample.tags, "error_type": error_type(row["error_type"])})


def _corrected_sample(row: Row) -> Sample:
    sample = _sample(row)
    target = corrected(row) if "error_type" in row else None
    return sample if target is None else replace(sample, target=target)


def _examples(config: str, root: Path | None) -> Sequence[Row]:
    return load_rows(_mmlu().data, config, "dev", root)


def _variant(name: str, title: str, keep: Callable[[Row], bool] | None) -> Task:
    return replace(
        _mmlu(),
        name=name,
        title=title,
        data=Source(
            id="edinburgh-dawg/mmlu-redux-2.0",
            configs=_mmlu().data.configs,
            split="test",
            revision="372ea425445d51e1ba1188c56e5e893f8138621f",
            files=Files(("{config}/data-00000-of-00001.arrow",)),
            examples=_examples,
            keep=keep,
        ),
        sample=_sample,
        group_by=("error_type", *_mmlu().group_by),
        cite="https://arxiv.org/abs/2406.04127",
    )


@task
def mmlu_redux() -> Task:
    """All 5,700 questions against MMLU's golds, by error type."""
    return _variant("mmlu_redux", "MMLU-Redux", None)


@task
def mmlu_redux_ok() -> Task:
    """The 5,330 questions without error."""
    return _variant(
        "mmlu_redux_ok", "MMLU-Redux (no errors)", lambda row: error_type(row["error_type"]) == "ok"
    )


@task
def mmlu_redux_corrected() -> Task:
    """Those without error and those whose wrong gold is corrected."""
    variant = _variant(
        "mmlu_redux_corrected", "MMLU-Redux (corrected)", lambda row: corrected(row) is not None
    )
    return replace(variant, sample=_corrected_sample)
