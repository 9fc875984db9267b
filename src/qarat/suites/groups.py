"""Scores of several benchmarks that a release prints as one number, each defined here and nowhere else.

A group is the plain mean of its parts, and a part the plain mean over its languages: neither a benchmark of
many items nor a language of many questions weighs more. Qwen2.5's release names the parts and their shots and
not the weights, the languages or the wording, so its numbers are comparable only as far as `definition` says.
Its mMMLU is taken to be okapi's translation: the name is older than OpenAI's MMMLU. Qwen2's averages of its
in-house sets are plain means too, which its printed numbers confirm.

The error of a group takes languages and parts to be independent. Parallel translations of one question are
not, so that it is too small where a part has them (BELEBELE, MGSM, mMMLU, PAWS-X, XCOPA, XStoryCloze).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qarat.errors import UsageError
from qarat.stats.standard_error import macro_stderr, mean

Scored = tuple[float, float | None]
"""A score and its standard error, None where nobody can know it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A benchmark of a group: its spec, its title, and the tag whose values are averaged; "" is none."""

    spec: str
    title: str
    over: str = "language"


@dataclass(frozen=True, slots=True)
class Group:
    """A named mean of parts."""

    name: str
    parts: tuple[Part, ...]

    @property
    def definition(self) -> str:
        """What stands under the table."""
        each = [f"{one.title} (mean over {one.over}s)" if one.over else one.title for one in self.parts]
        return f"{self.name}: plain mean of {', '.join(each)}" if len(each) > 1 else f"{self.name}: {each[0]}"


MULTI_EXAM = Group(
    "Multi-Exam",
    (
        Part("m3exam:5shot", "M3Exam 5-shot"),
        Part("indommlu:3shot", "IndoMMLU 3-shot", over=""),
        Part("rummlu:5shot", "ruMMLU 5-shot", over=""),
        Part("okapi_mmlu:5shot", "mMMLU 5-shot"),
    ),
)
MULTI_UNDERSTANDING = Group(
    "Multi-Understanding",
    (
        Part("belebele:5shot", "BELEBELE 5-shot"),
        Part("xcopa:5shot", "XCOPA 5-shot"),
        Part("xwinograd:5shot", "XWinograd 5-shot"),
        Part("xstorycloze:0shot", "XStoryCloze 0-shot"),
        Part("pawsx:5shot", "PAWS-X 5-shot"),
    ),
)
MULTI_MATHEMATICS = Group("Multi-Mathematics", (Part("mgsm:8shot", "MGSM 8-shot"),))
MULTI_TRANSLATION = Group("Multi-Translation", (Part("flores:5shot", "Flores-101 5-shot", over="direction"),))

INHOUSE_CHINESE = Group(
    "In-house Chinese",
    tuple(
        Part(f"inhouse/zh_{one}:chat", f"{one.capitalize()} 0-shot", over="")
        for one in ("knowledge", "exam", "comprehension", "coding", "math", "reasoning")
    ),
)
INHOUSE_ENGLISH = Group(
    "In-house English",
    tuple(
        Part(f"inhouse/en_{one}:chat", f"{one.capitalize()} 0-shot", over="")
        for one in ("knowledge", "comprehension", "coding", "math")
    ),
)

GROUPS = (
    MULTI_EXAM,
    MULTI_MATHEMATICS,
    MULTI_UNDERSTANDING,
    MULTI_TRANSLATION,
    INHOUSE_CHINESE,
    INHOUSE_ENGLISH,
)
"""The rows "Multilingual Tasks" of Qwen2.5's release, and the two averages of Qwen2's in-house sets."""


def part_score(scores: Mapping[str, Scored]) -> Scored:
    """Return the plain mean over languages (at least one), and its error if each language has one."""
    values, errors = zip(*scores.values(), strict=True)
    known = [error for error in errors if error is not None]
    return mean(values), macro_stderr(known) if len(known) == len(errors) else None


def group_score(group: Group, scores: Mapping[str, Scored]) -> Scored:
    """Return the score of `group` from those of its parts by their specs.

    Raises:
        UsageError: a part has no score; the mean of fewer parts would be another measure of the same name.
    """
    missing = [part.spec for part in group.parts if part.spec not in scores]
    if missing:
        raise UsageError(f"{group.name} has no score: {', '.join(missing)} was not measured", missing[0])
    return part_score({part.spec: scores[part.spec] for part in group.parts})
