r"""GPQA, graduate questions that a web search does not answer (Rein et al. 2023), 5-shot.

`gpqa/main` asks for the letter by log-likelihood, `gpqa_cot/main` for a chain of thought that ends in "The
correct answer is (C)". Both show the five questions of the paper's appendix. The options of an item stand in
an order that a hash of seed, question and option decides: the same in every run, whatever was asked before.

The rows are gated, so that they stay out of training data: accept the terms on the hub's page of
Idavidrein/gpqa and log in (`hf auth login`), or name a local copy with --data-root
(Idavidrein/gpqa/gpqa_main/train.parquet). Never publish them in plain text, not even in a report.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase

from qarat.registry import task
from qarat.tasks.exemplars import gpqa as exemplars
from qarat.types import Files, Generation, Layout, Row, Sample, Score, Source, Task

SEED = 42
OPTIONS = ("Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3")

# Tried in turn, as in the paper's program; the last match counts, for a chain of thought ends in its answer.
_ANSWERS = (
    re.compile(r"answer is:?\s*\**\(?([A-D])\b", re.IGNORECASE),
    re.compile(r"answer:?\s*\**\(?([A-D])\b", re.IGNORECASE),
    re.compile(r"\(([A-D])\)"),
)


def _options(row: Row) -> tuple[tuple[str, ...], int]:
    """Return the options as they are shown, and which of them is right."""
    if "options" in row:
        return tuple(row["options"]), row["answer"]
    question, right = row["Question"].strip(), row[OPTIONS[0]].strip()
    options = sorted(
        (row[column].strip() for column in OPTIONS),
        key=lambda option: hashlib.sha256(f"{SEED}/{question}/{option}".encode()).digest(),
    )
    return tuple(options), options.index(right)


def _sample(row: Row) -> Sample:
    options, right = _options(row)
    tags = {"domain": str(row.get("High-level domain") or "unnamed")}
    return Sample(id="", input=row["Question"].strip(), choices=options, target=right, tags=tags)


def _sample_cot(row: Row) -> Sample:
    bare = _sample(row)
    lines = [f"({letter}) {text}" for letter, text in zip(ascii_uppercase, bare.choices, strict=False)]
    letter = ascii_uppercase[int(bare.target)] if isinstance(bare.target, int) else ""
    reasons = f"{row['Explanation']}\n" if "options" in row else ""
    return Sample(
        id="",
        input="\n".join([f"{bare.input}\nChoices:", *lines]),
        gold=letter,
        worked=f"{reasons}The correct answer is ({letter})",
        tags=bare.tags,
    )


def _grade(sample: Sample, text: str) -> Score:
    found = next((all_of[-1].upper() for one in _ANSWERS if (all_of := one.findall(text))), None)
    right = {"exact_match": float(found == sample.gold)}
    return Score(right, found or "", f"read {found}, gold {sample.gold}", extracted=found is not None)


def _exemplars(_config: str, _root: Path | None) -> Sequence[Row]:
    return exemplars.SHOWN


PARTS = ("main", "diamond", "extended")
_EXPERTS = "Here are some example questions from experts. "


def _source(part: str) -> Source:
    return Source(
        "Idavidrein/gpqa",
        "train",
        (f"gpqa_{part}",),
        revision="633f5ee89ab8ad4522a9f850766b73f62147ffdd",
        files=Files(("{config}.csv",)),
        gated=True,
        examples=_exemplars,
    )


@task(over=PARTS)
def gpqa(part: str) -> Task:
    """The letter by log-likelihood, of one part; each holds the smaller ones, so they are never pooled."""
    return Task(
        name="gpqa",
        title=f"GPQA {part}",
        data=_source(part),
        sample=_sample,
        layout=Layout(
            question="Question: {}\nChoices:",
            description=_EXPERTS + "Answer the final question yourself, following the format of the previous "
            "questions exactly.\n",
        ),
        formulation="letter",
        formulations=("letter",),
        metrics=("acc",),
        shots=5,
        group_by=("domain",),
        cite="https://arxiv.org/abs/2311.12022",
    )


@task(over=PARTS)
def gpqa_cot(part: str) -> Task:
    """The letter at the end of a chain of thought, of one part."""
    return Task(
        name="gpqa_cot",
        title=f"GPQA {part}, chain of thought",
        data=_source(part),
        sample=_sample_cot,
        layout=Layout(
            question="Question: {}",
            answer="\nLet's think step by step:",
            description=_EXPERTS + "An explanation is given before the final answer. Answer the final "
            "question yourself, giving your reasoning beforehand.\n",
        ),
        generation=Generation(grade=_grade, stop=("Question:", "</s>", "<|im_end|>"), max_tokens=1024),
        formulation="generate",
        formulations=("generate",),
        metrics=("exact_match",),
        shots=5,
        group_by=("domain",),
        cite="https://arxiv.org/abs/2311.12022",
    )
