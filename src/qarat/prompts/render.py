r"""How one item and its examples become the request: plain text or turns, in one of four formulations.

The plain layout is that of lm-evaluation-harness, so that numbers can be compared with published ones:
description, then each example as question, " ", answer, separator, then the question; the continuation is " "
and the choice. With a chat template, description, examples and question become turns of their own and the
continuation loses its space, because the template ends where an answer begins.

Letter: the options stand on lines of their own, "\nA. ...", and the answer is the letter. Cloze: the answer
is the choice's text. bpb: as cloze, but only the gold text is asked for. Generate: the prompt ends where the
answer begins, and examples show the worked answer of the benchmark.
"""

from __future__ import annotations

from string import ascii_uppercase

from qarat.errors import DataError
from qarat.types import Choose, Context, Generate, Message, Request, Sample, Setting, Task

LETTER_ANSWER = "\nAnswer:"
"""What announces a letter where the layout lets a choice follow the question directly."""


def gold(sample: Sample) -> int:
    """Return the index of the right choice, the first one where several are right."""
    return sample.target if isinstance(sample.target, int) else sample.target[0]


def description(task: Task, sample: Sample) -> str:
    """Return the text before the first example."""
    said = task.layout.description
    return said if isinstance(said, str) else said(sample)


def questions(task: Task, setting: Setting, sample: Sample) -> tuple[str, ...]:
    """Return the question up to its answer: once, or once a choice where each has a context of its own.

    Raises:
        DataError: more options than there are letters.
    """
    layout = task.layout
    before, _, after = layout.question.partition("{}")
    answer = layout.answer if isinstance(layout.answer, str) else layout.answer(sample)
    letters = setting.formulation == "letter"
    if letters or (layout.options and setting.formulation == "generate"):
        if len(sample.choices) > len(ascii_uppercase):
            raise DataError(f"item {sample.id} has {len(sample.choices)} choices and there are 26 letters")
        options = zip(ascii_uppercase, sample.choices, strict=False)
        after += "".join(f"\n{letter}{layout.mark}{choice}" for letter, choice in options)
    after += answer or (LETTER_ANSWER if letters else "")
    inputs = (sample.input,) if isinstance(sample.input, str) else sample.input
    return tuple(before + one + after for one in inputs)


def answers(setting: Setting, sample: Sample) -> tuple[str, ...]:
    """Return what answers the question, one text a choice."""
    if setting.formulation == "letter":
        return tuple(ascii_uppercase[: len(sample.choices)])
    return sample.choices


def example(task: Task, setting: Setting, sample: Sample) -> tuple[str, str]:
    """Return question and gold answer of an item that is shown, not asked."""
    asked = questions(task, setting, sample)
    if setting.formulation == "generate":
        return asked[0], sample.worked or sample.gold
    right = gold(sample)
    return asked[right if len(asked) > 1 else 0], answers(setting, sample)[right]


def join_examples(task: Task, setting: Setting, examples: list[tuple[str, str]]) -> Context:
    """Return the examples as they stand between description and question; many items share them."""
    if setting.chat and setting.fewshot_as == "turns":
        return tuple(
            turn
            for question, answer in examples
            for turn in (Message("user", question), Message("assistant", answer))
        )
    layout = task.layout
    return "".join(f"{question}{layout.joint}{answer}{layout.separator}" for question, answer in examples)


def render(task: Task, setting: Setting, sample: Sample, examples: Context) -> Request:
    """Return the request for `sample` after `examples` (from `join_examples` under the same setting)."""
    start = _opening(task, setting, sample)
    contexts = [_context(setting, start, examples, one) for one in questions(task, setting, sample)]
    if setting.formulation == "generate":
        if task.generation is None or setting.decoding is None:
            raise DataError(f"{task.name} has no way to generate")
        stop = task.generation.stop
        return Generate(contexts[0], stop if isinstance(stop, tuple) else stop(sample), setting.decoding)
    texts = answers(setting, sample)
    if not setting.chat:
        texts = tuple(task.layout.joint + text for text in texts)
    if len(contexts) == 1:
        contexts *= len(texts)
    pairs = tuple(zip(contexts, texts, strict=True))
    return Choose((pairs[gold(sample)],) if setting.formulation == "bpb" else pairs)


def _opening(task: Task, setting: Setting, sample: Sample) -> str:
    """Return what stands before the examples: the run's system prompt, then the task's description."""
    parts = [part for part in (setting.system, description(task, sample)) if part]
    return task.layout.separator.join(parts)


def _context(setting: Setting, start: str, examples: Context, question: str) -> Context:
    """Put everything before the answer together: one text, or turns for a chat template."""
    if not setting.chat:
        return start + str(examples) + question
    opening = (Message("system", start),) if start else ()
    if isinstance(examples, str):
        return (*opening, Message("user", examples + question))
    return (*opening, *examples, Message("user", question))
