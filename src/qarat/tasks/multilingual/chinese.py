# ruff: noqa: RUF001 - languages have punctuation of their own
"""Chinese exams, 5-shot by letter: C-Eval (Huang et al. 2023) and CMMLU (Li et al. 2023).

Prompts as in lm-evaluation-harness 0.4.13 (ceval, cmmlu); the examples are the first rows of each subject's
dev split. C-Eval is asked on its validation split, because answers of its test split were long withheld and
published numbers of base models are on either: name the split with a number of this task.
"""

from __future__ import annotations

from dataclasses import replace

from qarat.prompts.words import WORDS
from qarat.registry import task
from qarat.tasks.multilingual.mmlu_like import announced, mmlu_like, reads, subject_tags
from qarat.tasks.multilingual.subjects import CEVAL, CHINA_SPECIFIC, CMMLU
from qarat.types import Files, Layout, Row, Source, Task

_ANSWER = f"\n{WORDS['zh'].answer}"


def _cmmlu_tags(row: Row) -> dict[str, str]:
    scope = "China" if row["config"] in CHINA_SPECIFIC else "anywhere"
    return {**subject_tags(CMMLU)(row), "scope": scope}


@task
def ceval() -> Task:
    """C-Eval, 52 subjects in four categories, validation split."""
    revision = "8267189d6ba0d516d414a98919558032958c4466"  # converted by the hub; main holds csv
    source = Source("ceval/ceval-exam", "val", tuple(sorted(CEVAL)), revision, "dev", fewshot_first=True)
    exam = "以下是中国关于{}的单项选择题，请选出其中的正确答案。"
    layout = Layout(answer=_ANSWER, description=announced(exam, CEVAL))
    sample, cite = reads(subject_tags(CEVAL)), "https://arxiv.org/abs/2305.08322"
    return mmlu_like("ceval", "C-Eval", source, sample, layout, language="zh", cite=cite)


@task
def cmmlu() -> Task:
    """CMMLU, 67 subjects in four categories; "scope" tells those whose answers are right in China alone."""
    subjects = tuple(sorted(CMMLU))
    source = Source(
        "haonan-li/cmmlu",
        "test",
        subjects,
        revision="efcc940752ea4a1ea94d2727f11f83858d64fc8e",
        files=Files(("cmmlu_v1_0_1.zip/{split}/{config}.csv",)),
        fewshot_split="dev",
        fewshot_first=True,
    )
    exam = "以下是关于{}的单项选择题，请直接给出正确答案的选项。"
    layout = Layout(answer=_ANSWER, description=announced(exam, CMMLU))
    sample, cite = (
        reads(_cmmlu_tags, question="Question", answer="Answer"),
        "https://arxiv.org/abs/2306.09212",
    )
    whole = mmlu_like("cmmlu", "CMMLU", source, sample, layout, language="zh", cite=cite)
    return replace(whole, group_by=("category", "scope", "subject"))
