r"""MultiPL-E (Cassano et al. 2022): HumanEval in seven other languages, and itself for Python.

One task whose configurations are the languages (`multipl_e/cpp` is one of them). A base model continues the
prompt up to the row's own stop tokens; a chat model's answer is cut down to the function. Program and tests
are one file here, so what stands against early exits and printed marks is a nonce at the end of the tests
(`sandbox.program`). Python is the original the others are translated from, so its rows are HumanEval's and
its tests stay in a process of their own.

Where a machine lacks the tools of a language, its items have no score but the reason and the command that
installs them. The task is then marked incomplete, its table of languages shows which ones the average covers,
and the answers are kept to be scored later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qarat.registry import task
from qarat.sandbox import many
from qarat.sandbox.choose import asked
from qarat.sandbox.contract import SandboxError, Verdict
from qarat.sandbox.languages import LANGUAGES, mark, missing
from qarat.sandbox.program import ProgramCheck
from qarat.scoring.code import braces_program, cut
from qarat.tasks.code import humaneval
from qarat.tasks.code.execution import METRICS, Attempt, generation
from qarat.tasks.code.trials import TRIALS
from qarat.types import Layout, Row, Sample, Source, Task

CODES = {
    "py": "python",
    "cpp": "cpp",
    "java": "java",
    "php": "php",
    "ts": "typescript",
    "cs": "csharp",
    "sh": "bash",
    "js": "javascript",
}
"""MultiPL-E's names of the languages, and the sandbox's."""

CONFIGS = tuple(f"humaneval-{code}" for code in CODES)
ROWS = Source(
    "nuprl/MultiPL-E",
    "test",
    CONFIGS,
    revision="28441b6024e71d4a1c1c0f6bf171c935cd5a43f2",
    elsewhere={"humaneval-py": humaneval.ROWS},
)
PYTHON_STOPS = ("\ndef", "\n#", "\nif", "\nclass")


def _sample(row: Row) -> Sample:
    code = row["config"].removeprefix("humaneval-")
    tags = {"language": LANGUAGES[CODES[code]].title}
    if code == "py":
        item = humaneval.sample(row)
        facts = {**item.facts, "language": "python", "stop": PYTHON_STOPS}
        return replace(item, id=f"py/{item.id}", tags=tags, facts=facts)
    facts = {"language": CODES[code], "tests": row["tests"], "stop": tuple(row["stop_tokens"])}
    # The hub has no solutions; rows that are made up to try this may.
    gold = row.get("solution", "")
    return Sample(f"{code}/{row['name']}", row["prompt"].strip(), tags=tags, gold=gold, facts=facts)


def joined(language: str, program: str, tests: str) -> Attempt:
    """Return `program`, which ends where MultiPL-E's `tests` begin, with the check of both."""
    return Attempt(program, ProgramCheck(language, f"{program}\n{mark(language, tests)}"))


def _completed(item: Sample, text: str) -> Attempt:
    """Take the text, up to the first stop token, as the rest of the prompt."""
    text = cut(text, item.facts["stop"])
    if item.facts["language"] == "python":
        return humaneval.completed(item, text)
    return joined(item.facts["language"], f"{item.input}\n{text}".replace("\r\n", "\n"), item.facts["tests"])


def _answered(item: Sample, text: str) -> Attempt:
    """Read the function off a chat model's answer."""
    if item.facts["language"] == "python":
        return humaneval.answered(item, text)
    closed = item.facts["tests"].lstrip().startswith("}")
    program = braces_program(text.replace("\r\n", "\n"), f"{item.input}\n", closed=closed)
    return (
        Attempt(text, None)
        if program is None
        else joined(item.facts["language"], program, item.facts["tests"])
    )


def _answer(item: Sample) -> str:
    if item.facts["language"] == "python":
        return humaneval.answers(item)
    closed = item.facts["tests"].lstrip().startswith("}")
    brace = _closing(str(item.input)) if closed else ""
    return f"```\n{item.input}\n{item.gold}{brace}\n```"


def _closing(prompt: str) -> str:
    opening = prompt.rsplit("\n", maxsplit=1)[-1]
    return "\n" + opening[: len(opening) - len(opening.lstrip())] + "}"


def _stops(item: Sample) -> tuple[str, ...]:
    return tuple(item.facts["stop"])


def _asked(item: Sample) -> str:
    title = item.tags["language"]
    return f"\n```\nComplete this {title} function. Answer with all of it in one {title} code block."


def _canary(samples: Sequence[Sample]) -> None:
    """Run a right and a wrong program in every language of `samples` whose tools are here.

    Raises:
        SandboxError: the right one fails or the wrong one passes.
    """
    known = dict.fromkeys(item.facts["language"] for item in samples)
    here = [name for name in known if name in TRIALS and not missing(name)]
    right = [joined(name, TRIALS[name].prompt + TRIALS[name].body, TRIALS[name].tests) for name in here]
    many.canary([one.check for one in right if one.check], asked())
    wrong = [
        joined(name, TRIALS[name].prompt + TRIALS[name].body.replace("2", "4"), TRIALS[name].tests)
        for name in here
    ]
    batch = many.run_many([one.check for one in wrong if one.check], asked())
    for name, outcome in zip(here, batch.outcomes, strict=True):
        if outcome.verdict is not Verdict.FAILED:
            raise SandboxError(
                f"a wrong {LANGUAGES[name].title} program does not fail here: it is {outcome.verdict}",
                "qarat doctor",
            )
    python = [item for item in samples if item.facts["language"] == "python"]
    checks = [humaneval.completed(item, item.gold).check for item in python]
    many.canary([check for check in checks if check], asked())


def _in_chat(one: Task) -> Task:
    form = replace(generation(_answered, _answer), canary=_canary, max_tokens=1024)
    return replace(one, layout=Layout(question="```\n{}", answer=_asked), generation=form)


@task
def multipl_e() -> Task:
    """HumanEval in eight languages; the score is the mean over all of them that run here."""
    form = generation(_completed, humaneval.completes)
    return Task(
        name="multipl_e",
        title="MultiPL-E",
        data=ROWS,
        sample=_sample,
        layout=Layout(answer=""),
        generation=replace(form, canary=_canary, stop=_stops, max_tokens=1024),
        formulation="generate",
        formulations=("generate",),
        metrics=METRICS,
        group_by=("language",),
        strata="language",
        chat=_in_chat,
        cite="https://arxiv.org/abs/2208.08227",
    )
