"""XStoryCloze, which of two sentences ends a story of four, in 11 languages (Lin et al. 2022), 0-shot.

Text as in lm-evaluation-harness 0.4.13 (xstorycloze); examples, where asked for, come from the train split.
"""

from __future__ import annotations

from qarat.registry import task
from qarat.types import Files, Layout, Row, Sample, Source, Task

LANGUAGES = ("ar", "en", "es", "eu", "hi", "id", "my", "ru", "sw", "te", "zh")


def _sample(row: Row) -> Sample:
    return Sample(
        id="",
        input=" ".join(row[f"input_sentence_{number}"] for number in range(1, 5)),
        choices=(row["sentence_quiz1"], row["sentence_quiz2"]),
        target=int(row["answer_right_ending"]) - 1,
        tags={"language": row["config"]},
    )


@task
def xstorycloze() -> Task:
    """Eleven languages; `xstorycloze/eu` is one of them."""
    return Task(
        name="xstorycloze",
        title="XStoryCloze",
        data=Source(
            "juletxara/xstory_cloze",
            "eval",
            LANGUAGES,
            revision="c4c2d88a1ec8b37fe22166d2a610f272726724b6",
            files=Files(("spring2016.val.{config}.tsv.split_20_80_{split}.tsv",)),
            fewshot_split="train",
        ),
        sample=_sample,
        layout=Layout(answer=""),
        group_by=("language",),
        strata="language",
        language="mul",
        cite="https://arxiv.org/abs/2112.10668",
    )
