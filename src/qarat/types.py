"""The vocabulary of the package: what a benchmark item, a request, an output and a score are.

Every other module speaks in these words and this one imports nothing of ours, so it can be read first and
alone. All types are frozen: a plan that was printed is the plan that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

Row = Mapping[str, Any]
"""One row of a data set, column name to value, as the hub holds it."""

Formulation = Literal["letter", "cloze", "bpb", "generate"]
"""How an item is asked.

By a choice's letter, by its text, as bits per byte of the gold text alone, or for an answer in free text.
"""

Asked = Formulation | Literal["form not stated"]
"""The same of results that another tool measured, which may not say it."""

FewShot = Literal["fixed", "per-item", "harness"]
"""Who chooses the examples.

One draw for all items, a draw keyed by the item, or lm-evaluation-harness' own draw.
"""


FewShotAs = Literal["turns", "text"]
"""How a chat model sees examples: as turns of the conversation, or as text of the one question."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


Context = str | tuple[Message, ...]
"""What a continuation follows.

Plain text, or turns that the backend renders with the model's chat template.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One benchmark item, before any formulation is chosen.

    `input` is the bare question; a tuple of texts gives each choice a context of its own (Winogrande, where
    the options stand in the context and the choices repeat the shared rest of the sentence). `target` is the
    index of the right choice, or the indices where several are true (TruthfulQA mc2). `tags` carry what
    results are grouped by: subject, language, category.

    An item that is answered in free text has `gold`, the answer its grade compares with; `worked`, what
    answers it when it is shown as an example (a chain of thought; `gold` where empty); and `facts`, whatever
    else the grade needs, as plain JSON values.
    """

    id: str
    input: str | tuple[str, ...]
    choices: tuple[str, ...] = ()
    target: int | tuple[int, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    gold: str = ""
    worked: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choose:
    """Ask for the log-likelihood of each continuation after its context."""

    pairs: tuple[tuple[Context, str], ...]


@dataclass(frozen=True, slots=True)
class Decoding:
    """How text is generated: greedily at temperature 0, else sampled `n` times from the nucleus `top_p`.

    `seed` makes a sample repeatable: draw i of a request depends on seed, request and i alone, not on what
    else is generated at the time. `max_tokens` bounds the answer in the model's own tokens.
    """

    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    n: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Generate:
    """Ask for text after `context`, up to the first of the strings `stop`, which is not part of it."""

    context: Context
    stop: tuple[str, ...]
    decoding: Decoding


Request = Choose | Generate


@dataclass(frozen=True, slots=True)
class LogLikelihood:
    """Log-probability of one continuation: natural logarithm summed over `tokens` tokens.

    `greedy` is true when every token was the most likely one at its place.
    """

    total: float
    tokens: int
    greedy: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """One generated text, raw; `tokens` counts all that were generated for it.

    `finish` tells why it ends: a stop string or the end of sequence, or that it ran out of tokens.
    """

    text: str
    tokens: int
    finish: Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class SampleError:
    """Why one item has no score, attributed once to the boundary where it happened."""

    boundary: Literal["data", "model", "sandbox", "judge", "scorer"]
    message: str


@dataclass(frozen=True, slots=True)
class Output:
    """What the model answered to one request, or an error.

    To `Choose`, log-likelihoods, one a pair in order; a server that gives none answers a choice of letters
    with a completion. To `Generate`, `decoding.n` completions. `note` tells what was done to make the request
    fit, for example that its context was cut.
    """

    loglikelihoods: tuple[LogLikelihood, ...] = ()
    note: str = ""
    error: SampleError | None = None
    completions: tuple[Completion, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The metrics of one item by name, the answer that was read off the output, and why it scored so.

    `extracted` is false when the output holds no answer of the form that the benchmark looks for: it scores
    as wrong, and is counted beside the score.
    """

    values: Mapping[str, float]
    answer: str
    explanation: str
    extracted: bool = True


@dataclass(frozen=True, slots=True)
class Files:
    """How the hub's own files hold a split, where they are not parquet.

    `paths` are relative to the data set, with `{config}` and `{split}`; several are read one after another.
    The suffix says the form: .csv, .tsv, .jsonl, .json or .arrow, also with .gz. What follows an archive is a
    member of it: `rows.zip/{split}/{config}.csv`. `names` spells configurations and splits as these paths do.

    A table's first line names its columns; its fields are texts, empty ones None. JSON has its own types.
    """

    paths: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, config: str, split: str) -> tuple[str, ...]:
        """Return the paths of one split."""
        config, split = (self.names.get(name, name) for name in (config, split))
        return tuple(path.format(config=config, split=split) for path in self.paths)


@dataclass(frozen=True, slots=True)
class Source:
    """Rows by hub id.

    `split` of every one of `configs` at a pinned `revision` (a commit hash of the hub's repository).

    Few-shot examples come from `fewshot_split` of the *same* config as the item; `fewshot_first` says that
    the benchmark defines its examples as the first rows of that split (MMLU's dev) instead of a draw.
    `examples` gives them where they are no split at all but part of the protocol (the exemplars of a paper):
    a function of (config, local data root), whose first rows are shown. `rows` replaces the hub by a function
    of (config, split) for sets that are generated, not downloaded.

    `alike` gives rows a kind where examples must be of the item's own kind (its subject) and no configuration
    tells kinds apart: every kind is then a pool of its own.

    `keep` says which rows of a split belong to the benchmark. Where the hub has all of `configs` in one, that
    one is `stored`, and `keep` tells them apart (MMLU-Pro's categories are a column); or they are its splits,
    and then `split` is empty (BLEnD's regions). `elsewhere` names configurations that are all rows of another
    data set.

    `files` names the files of a split at `revision` where the hub has no parquet of it; `gated` says that the
    hub asks for a login and for terms to be accepted.

    Every row also holds its configuration under "config", unless it has a column of that name.
    """

    id: str
    split: str
    configs: tuple[str, ...] = ("default",)
    revision: str = ""
    fewshot_split: str | None = None
    fewshot_first: bool = False
    examples: Callable[[str, Path | None], Sequence[Row]] | None = None
    rows: Callable[[str, str], Sequence[Row]] | None = None
    alike: Callable[[Row], str] | None = None
    keep: Callable[[Row], bool] | None = None
    stored: str = ""
    elsewhere: Mapping[str, Source] = field(default_factory=dict)
    files: Files | None = None
    gated: bool = False

    def part(self, config: str, split: str) -> tuple[str, str]:
        """Return the configuration and the split under which the hub keeps a part."""
        return self.stored or config, split or config

    @property
    def has_examples(self) -> bool:
        """Whether there is anything to show before a question."""
        return self.fewshot_split is not None or self.examples is not None

    @property
    def examples_given(self) -> bool:
        """Whether the benchmark says which examples are shown, and in which order."""
        return self.fewshot_first or self.examples is not None


@dataclass(frozen=True, slots=True)
class Layout:
    r"""How an item becomes text. `{}` in `question` is the item's input.

    Cloze: `description + question + answer`, then " " and the choice's text. Letter: the lettered options
    stand on lines of their own between question and answer, and the continuation is " A". Examples are joined
    by `separator`. An empty `answer` lets the choice follow the question directly (HellaSwag). Generate: as
    cloze, and nothing follows. `joint` stands between an example's question and its answer, `mark` between a
    letter and its option. `options` says that lettered options stand in the question when an answer is
    generated, too. `answer` and `description` are functions of the item where items are of many languages.
    """

    question: str = "{}"
    answer: Callable[[Sample], str] | str = "\nAnswer:"
    joint: str = " "
    mark: str = ". "
    separator: str = "\n\n"
    description: Callable[[Sample], str] | str = ""
    options: bool = False


GradeMany = Callable[[Sequence[tuple[Sample, str]]], Sequence[Score | SampleError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """How a task asks for free text, and the pure function that grades one completion.

    `grade` gets the sample and the text without its thinking, stop string and what follows it. `solution`
    writes a text of full marks, where neither `worked` nor `gold` of the sample is one; it proves the grade
    before any model is asked. `combine` adds values that depend on all draws of an item together (pass@k);
    all others are averaged. `grade_many` grades many texts at once, in their order, for grades that run
    programs; `canary` proves on some samples that it can, and raises if not. `stop` is a function of the item
    where items are of many languages. Decoding options of a run replace the defaults given here.
    """

    grade: Callable[[Sample, str], Score | SampleError]
    solution: Callable[[Sample], str] | None = None
    combine: Callable[[Sequence[Score]], Mapping[str, float]] | None = None
    grade_many: GradeMany | None = None
    canary: Callable[[Sequence[Sample]], None] | None = None
    stop: Callable[[Sample], tuple[str, ...]] | tuple[str, ...] = ()
    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    n: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A benchmark: where its rows are, how a row becomes a sample, how it is asked and scored.

    `metrics` name functions of `qarat.scoring`; the first one is the headline. `strata` names the tag whose
    groups make the stratified standard error (MMLU's subject), `cluster` the tag of items that are not
    independent (questions on one passage). `version` rises whenever a rendered prompt or a score changes.
    `needs` maps modules that grading imports to the extra that brings them, so that one which is missing is
    said before any model is loaded. `chat` turns the task into the form in which a chat model is asked, where
    a template around the same text is not enough: other words, no stop strings. Reports hold no text of a row
    of a `private` task.
    """

    name: str
    title: str
    data: Source
    sample: Callable[[Row], Sample]
    layout: Layout = Layout()
    generation: Generation | None = None
    formulation: Formulation = "cloze"
    formulations: tuple[Formulation, ...] = ("letter", "cloze", "bpb")
    metrics: tuple[str, ...] = ("acc", "acc_norm")
    shots: int = 0
    group_by: tuple[str, ...] = ()
    strata: str | None = None
    cluster: str | None = None
    language: str = "en"
    needs: Mapping[str, str] = field(default_factory=dict)
    chat: Callable[[Task], Task] | None = None
    version: int = 1
    cite: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """The run options that change what is measured; together with a task they make the protocol.

    `system` is a system prompt put before everything. `decoding` is there for free text alone. Of another
    tool's results, the formulation may not be known, and -1 shots are a number that is not stated.
    """

    formulation: Asked
    shots: int
    fewshot: FewShot
    chat: bool = False
    system: str = ""
    fewshot_as: FewShotAs = "turns"
    decoding: Decoding | None = None


Choosing = Literal["log-likelihood", "top-logprobs", "generated"]
"""How a model chooses.

By the log-likelihood of every continuation, by its most likely next tokens, or by writing a letter.
"""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a backend says of itself.

    `fingerprint` names the weights (a hash of the files, or id and pinned revision), `engine` everything else
    that can move a number: backend, versions, dtype, scoring method. `config` is the model's own
    configuration, for the model card. `context` is the longest sequence in tokens. `choosing` is how it
    answers `Choose`, which is part of the protocol of such tasks.
    """

    name: str
    address: str
    fingerprint: str
    engine: str
    dtype: str
    context: int
    parameters: int
    chat: bool
    config: Mapping[str, Any]
    licence: str = ""
    choosing: Choosing = "log-likelihood"


class Model(Protocol):
    """Anything that answers requests. Batching, prefix sharing, concurrency and retries live inside."""

    @property
    def info(self) -> ModelInfo:
        """Identity and shape of the model."""

    def run(
        self, requests: Sequence[Request], skip: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, Output]]:
        """Yield (index, output) of every request not in `skip`, in any order.

        `skip` names requests whose outputs are known already. A backend that shares work between requests
        still sees them: the plan, and with it every last bit of the others' outputs, does not depend on what
        was finished before an interruption.
        """

    def usage(self) -> Mapping[str, float]:
        """Figures of the last `run`: tokens asked for, tokens computed, seconds; printed after every task."""
