"""Arabic exams, 5-shot: MMLU in translation (AMMLU) and native school exams (ArabicMMLU, Koto et al. 2024).

AMMLU is the translation of AceGPT's authors (Huang et al. 2023). Prompts of both as in lm-evaluation-harness
0.4.13: `arabic_leaderboard_arabic_mmlu` writes the options with Arabic letters and repeats its first line
before every example, so the letters are choices of the item itself; `arabicmmlu` asks in English. The
examples are the first rows of each subject's dev split.
"""

from __future__ import annotations

from dataclasses import replace

from qarat.prompts.words import WORDS
from qarat.registry import task
from qarat.tasks.mmlu import SUBJECTS
from qarat.tasks.multilingual.mmlu_like import A_TO_D, letter, mmlu_like, subject_tags
from qarat.tasks.multilingual.subjects import ARABICMMLU
from qarat.types import Files, Layout, Row, Sample, Source, Task

LETTERS = ("أ", "ب", "ج", "د")
_LEVELS = {
    "Primary": "primary school",
    "Middle": "middle school",
    "High": "high school",
    "Univ": "university",
    "Prof": "professional",
}


def _ammlu(row: Row) -> Sample:
    subject = row["config"]
    options = "".join(f"{mark}. {row[column]}\n" for mark, column in zip(LETTERS, A_TO_D, strict=True))
    exam = WORDS["ar"].exam.format(subject.replace("_", " "))
    return Sample(
        id="",
        input=f"{exam}{row['question']}\n{options}{WORDS['ar'].answer}",
        choices=LETTERS,
        target=letter(row["answer"]),
        tags={"category": SUBJECTS[subject], "subject": subject},
    )


def _arabicmmlu(row: Row) -> Sample:
    level = f" for {_LEVELS[row['Level']]}" if row["Level"] else ""
    country = f" in {row['Country']}" if row["Country"] else ""
    context = f"{row['Context']}\n\n" if row["Context"] else ""
    options = [row[f"Option {number}"] for number in range(1, 6)]
    shown = options[: next((place for place, option in enumerate(options) if not option), None)]
    return Sample(
        id="",
        input=f"This is a {row['Subject']} question{level}{country}. Select the correct answer!\n\n"
        f"Question: {context}{row['Question']}",
        choices=tuple(str(option) for option in shown),
        target=letter(row["Answer Key"]),
        tags=subject_tags(ARABICMMLU)(row),
    )


@task
def ammlu() -> Task:
    """MMLU's 57 subjects in Arabic."""
    revision, subjects = "aa18e2bc5a81919c013f61b3d1e329ac400b5a69", tuple(sorted(SUBJECTS))
    source = Source("OALL/Arabic_MMLU", "test", subjects, revision, "dev", fewshot_first=True)
    layout, cite = Layout(answer=""), "https://arxiv.org/abs/2309.12053"
    whole = mmlu_like("ammlu", "AMMLU", source, _ammlu, layout, language="ar", cite=cite)
    return replace(whole, formulation="cloze", formulations=("cloze",), metrics=("acc",))


@task
def arabicmmlu() -> Task:
    """Native exams of eight countries, 40 subjects with their levels."""
    subjects = tuple(ARABICMMLU)
    source = Source(
        "MBZUAI/ArabicMMLU",
        "test",
        subjects,
        revision="7aa530e2893ac420352b3f5c1a1310c010e9758b",
        files=Files(("{config}/{split}.csv",)),
        fewshot_split="dev",
        fewshot_first=True,
    )
    layout, cite = Layout(answer="\n\nAnswer:"), "https://arxiv.org/abs/2402.12840"
    return mmlu_like("arabicmmlu", "ArabicMMLU", source, _arabicmmlu, layout, language="ar", cite=cite)
