"""XWinograd, whom a pronoun means, in six languages (Tikhonov and Ryabinin 2021), 5-shot.

Partial evaluation as in WinoGrande: each option stands in a context of its own and the rest of the sentence
is scored. Text as in lm-evaluation-harness 0.4.13 (xwinograd). Examples come from the test split itself,
there is no other, and are never the item itself, which the harness may draw. Sentences that end with the
blank have no rest to score and are left out: 10 of the 315 Russian ones, which the harness scores by a blank.
"""

from __future__ import annotations

from dataclasses import replace

from qarat.registry import task
from qarat.tasks.winogrande import in_two_contexts
from qarat.types import Files, Layout, Row, Sample, Source, Task

LANGUAGES = ("en", "fr", "jp", "pt", "ru", "zh")


def _sample(row: Row) -> Sample:
    return replace(in_two_contexts(row), tags={"language": row["config"]})


def _has_rest(row: Row) -> bool:
    return bool(row["sentence"].partition("_")[2].strip())


@task
def xwinograd() -> Task:
    """Six languages; `xwinograd/jp` is one of them."""
    return Task(
        name="xwinograd",
        title="XWinograd",
        data=Source(
            "Muennighoff/xwinograd",
            "test",
            LANGUAGES,
            revision="90b619ef5278605cd4f572e3e8506ab16afd44f2",
            files=Files(("test/{config}.jsonl",)),
            fewshot_split="test",
            keep=_has_rest,
        ),
        sample=_sample,
        layout=Layout(answer=""),
        formulations=("cloze", "bpb"),
        metrics=("acc",),
        shots=5,
        group_by=("language",),
        strata="language",
        language="mul",
        cite="https://arxiv.org/abs/2106.12066",
    )
