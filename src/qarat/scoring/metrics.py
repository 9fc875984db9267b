"""What can be measured of an item, in one table: names, units, directions, and how items become one number.

A task names its metrics; everything that prints, compares or exports a score looks here for what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from qarat.scoring.passk import KS
from qarat.scoring.translation import STATISTICS, bleu, chrf
from qarat.types import Setting, Task

SCORER_VERSION = 1
"""Rises whenever a score of the same output changes; part of every protocol id."""

Unit = Literal["fraction", "bits per byte", "points", "tokens", "words", "units"]
"""What a metric is measured in; "units" are those of another tool that does not name them."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric is called, measured in, and how items become one number.

    "mean" averages the item's value of the same name; "ratio" divides the sum of the values `over[0]` by that
    of `over[1]`; "corpus" hands the sums of all values `over` to `combine`, for scores that are defined on a
    whole corpus and not on its sentences. `better` says which direction is, `draws` how many texts of an item
    it needs.
    """

    label: str
    meaning: str
    unit: Unit = "fraction"
    better: Literal["higher", "lower", "neither"] = "higher"
    aggregation: Literal["mean", "ratio", "corpus"] = "mean"
    over: tuple[str, ...] = ()
    combine: Callable[[Sequence[float]], float] | None = None
    draws: int = 1

    @property
    def full(self) -> float:
        """The best score there can be, for metrics of which more is better."""
        return 100.0 if self.unit == "points" else 1.0


METRICS: dict[str, Metric] = {
    "acc": Metric("Standard", "the choice of highest log-likelihood is right"),
    "acc_norm": Metric("Normalized", "the same, log-likelihood per character"),
    "mc2": Metric("MC2", "probability mass on the true answers"),
    "bpb": Metric("Bits per byte", "of the gold text, mean over items", "bits per byte", "lower"),
    "bpb_corpus": Metric(
        "Bits per byte (corpus)",
        "of all gold texts together, long ones weighing more",
        "bits per byte",
        "lower",
        "ratio",
        over=("bits", "bytes"),
    ),
    "exact_match": Metric("Exact match", "the extracted answer equals the gold one"),
    "exact_match_flexible": Metric("Flexible", "the last number of the text equals the gold one"),
    "math_verify": Metric("Math-Verify", "the last answer in the text, in any form, equals the gold one"),
    "fallback_match": Metric("With fallbacks", "the same, an answer that is not announced read off the rest"),
    "spbleu": Metric(
        "spBLEU",
        "BLEU over SentencePiece pieces, of the corpus",
        "points",
        aggregation="corpus",
        over=STATISTICS["spbleu"],
        combine=bleu,
    ),
    "chrf": Metric(
        "chrF++",
        "overlap of characters and words, of the corpus",
        "points",
        aggregation="corpus",
        over=STATISTICS["chrf"],
        combine=chrf,
    ),
    "bleu": Metric(
        "BLEU",
        "overlap of word n-grams, of the corpus",
        "points",
        aggregation="corpus",
        over=STATISTICS["bleu"],
        combine=bleu,
    ),
    "sem_b": Metric("SEM-B", "the answer contains one that people of the region gave"),
    "sem_w": Metric("SEM-W", "the same, weighed by how many people gave it"),
    "rule_match": Metric("Rule parser", "the answer that fixed rules read off the output is right"),
    "credit": Metric("Credit", "share of the item's parts that are right"),
    "parsed": Metric("Parsed", "the output holds data of the form asked for"),
    "valid": Metric("Valid", "the data validates against the schema"),
    "values": Metric("Values", "share of the data's values that are right"),
    "bare": Metric("Bare", "the output is the data and nothing else", better="neither"),
    "complete": Metric("Complete", "length reached, every section there, little repeated"),
    "length_reached": Metric("Length", "share of the words asked for, at most 1"),
    "sections": Metric("Sections", "share of the sections asked for that are there, filled and in order"),
    "repetition": Metric("Repetition", "share of 10-word runs that were there before", better="lower"),
    "words": Metric("Words", "in the output", "words", "neither"),
    "obeyed": Metric("Obeyed", "the system prompt is kept to and the question answered"),
    "condition": Metric("Condition", "the system prompt is kept to"),
    "answered": Metric("Answered", "the question is answered as the system prompt has it"),
    "prompt_strict": Metric("Prompts, strict", "all instructions of a prompt are followed"),
    "prompt_loose": Metric("Prompts, loose", "the same, opening, closing and asterisks forgiven"),
    "inst_strict": Metric(
        "Instructions, strict",
        "of all instructions, those followed",
        aggregation="ratio",
        over=("inst_strict_followed", "instructions"),
    ),
    "inst_loose": Metric(
        "Instructions, loose",
        "the same, opening, closing and asterisks forgiven",
        aggregation="ratio",
        over=("inst_loose_followed", "instructions"),
    ),
    **{
        f"pass@{k}": Metric(f"pass@{k}", "one of k programs passes all tests, chance of it", draws=k)
        for k in KS
    },
    "tests_failed": Metric("Wrong", "the program runs and a test fails", better="lower"),
    "compile_error": Metric("Not compiled", "the program does not compile", better="lower"),
    "timeout": Metric("Too slow", "the program used up its time", better="lower"),
    "crashed": Metric("Crashed", "ended by a signal, or out of memory or output", better="lower"),
    "unextracted": Metric("No answer", "no answer of the expected form in the output", better="lower"),
    "truncated": Metric("Cut off", "the output ran out of tokens", better="lower"),
    "tokens": Metric("Tokens", "generated for an item", "tokens", "neither"),
}

BESIDE = ("unextracted", "truncated", "tokens")
"""What stands beside every score of generated text: how much of it says something about the format alone."""


OF_CHOICES = ("acc", "acc_norm", "mc2")
"""Metrics of likelihoods; a task that can be asked either way names these and those of written answers."""


def metrics_of(task: Task, setting: Setting) -> tuple[str, ...]:
    """Return the metrics that mean something for `task` under `setting`; the first is the headline."""
    if setting.formulation == "bpb":
        return ("bpb", "bpb_corpus")
    if setting.formulation == "letter":
        return ("acc",)
    if setting.formulation == "generate":
        draws = setting.decoding.n if setting.decoding else 1
        written = (name for name in task.metrics if name not in OF_CHOICES)
        return (*(name for name in written if METRICS[name].draws <= draws), *BESIDE)
    return tuple(name for name in task.metrics if name in OF_CHOICES)
