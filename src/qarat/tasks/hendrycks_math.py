r"""MATH, competition problems of seven subjects (Hendrycks et al. 2021), Minerva's 4-shot prompt.

Prompt and both scores as in lm-evaluation-harness 0.4.13 (minerva_math 3.1): `exact_match` reads "Final
Answer: The final answer is ... I hope it is correct.", normalises and asks sympy; `math_verify` reads the
last answer in any form, so it is the one to look at for chat models, which were never told of that sentence.
Only the token limit is our own: the harness stops at 256 tokens, in the middle of many a solution.

`math_500` is the subset of Lightman et al. 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qarat.registry import task
from qarat.scoring import mathematics
from qarat.scoring.minerva import boxed, final_answer, normalised
from qarat.tasks.exemplars import minerva
from qarat.types import Files, Generation, Layout, Row, Sample, Score, Source, Task

SUBJECTS = (
    "algebra",
    "counting_and_probability",
    "geometry",
    "intermediate_algebra",
    "number_theory",
    "prealgebra",
    "precalculus",
)


def _grade(sample: Sample, text: str) -> Score:
    read = final_answer(text)
    exact = mathematics.Verdict(equal=False, why="no final answer in the protocol's words")
    if read is not None:
        short = normalised(read[: mathematics.LONGEST + 1])
        exact = mathematics.same_formula(short, sample.gold)
    verified = mathematics.same_answer(text, sample.facts["solution"])
    return Score(
        {"exact_match": float(exact.equal), "math_verify": float(verified.equal)},
        read or "",
        f"exact_match: {exact.why}; math_verify: {verified.why}; gold {sample.gold!r}",
        extracted=read is not None,
    )


def _sample(row: Row) -> Sample:
    mathematics.require()  # rows are read before a model is loaded, and antlr has to be of one version
    gold = boxed(row["solution"])
    if gold is None:
        raise ValueError("the solution has no boxed answer")
    tags = {} if "level" not in row else {"subject": _subject(row), "level": str(row["level"])[-1]}
    return Sample(
        id="",
        input=row["problem"],
        gold=normalised(gold),
        worked=row["solution"],
        facts={"solution": row["solution"]},
        tags=tags,
    )


def _subject(row: Row) -> str:
    return str(row.get("subject", row["config"])).lower().replace(" & ", "_and_").replace(" ", "_")


def _solution(sample: Sample) -> str:
    return f"Final Answer: The final answer is ${boxed(sample.facts['solution'])}$. I hope it is correct."


def _exemplars(_config: str, _root: Path | None) -> Sequence[Row]:
    return minerva.SHOWN


def _math(name: str, title: str, data: Source, cite: str) -> Task:
    return Task(
        name=name,
        title=title,
        data=data,
        sample=_sample,
        layout=Layout(question="Problem:\n{}\n\n", answer="Solution:"),
        generation=Generation(grade=_grade, solution=_solution, stop=("Problem:",), max_tokens=1024),
        formulation="generate",
        formulations=("generate",),
        metrics=("exact_match", "math_verify"),
        shots=4,
        needs=mathematics.NEEDS,
        group_by=("subject", "level"),
        strata="subject",
        cite=cite,
    )


@task
def hendrycks_math() -> Task:
    """All 5,000 test problems; `hendrycks_math/algebra` is one subject."""
    source = Source(
        "EleutherAI/hendrycks_math",
        "test",
        SUBJECTS,
        revision="21a5633873b6a120296cce3e2df9d5550074f4a3",
        examples=_exemplars,
    )
    return _math("hendrycks_math", "MATH", source, "https://arxiv.org/abs/2103.03874")


@task
def math_500() -> Task:
    """500 problems of the test split."""
    source = Source(
        "HuggingFaceH4/MATH-500",
        "test",
        revision="6e4ed1a2a79af7d8630a6b768ec859cb5af4d3be",
        files=Files(("{split}.jsonl",)),
        examples=_exemplars,
    )
    return _math("math_500", "MATH-500", source, "https://arxiv.org/abs/2305.20050")
