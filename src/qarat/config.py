"""What a run is asked to do: one dataclass that is the Python API, the flags and the keys of a TOML file.

One set of names means that a command, a script and a file say the same thing, and that a help text is written
once. Fields are of two kinds: those that decide what is measured, which name the run folder and stand in
`run.json`, and those that only say where and how fast, which leave no trace in a result.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from cyclopts import Parameter, Token

from qarat.errors import UsageError, did_you_mean
from qarat.types import FewShot, FewShotAs, Formulation

DType = Literal["float32", "bfloat16", "float16"]

PLACES = frozenset({"data_root", "output", "device", "threads", "budget", "concurrency"})
"""Fields that say where and how fast; all others decide what is measured."""


def _split_shots(type_: Any, tokens: Sequence[Token]) -> tuple[int, ...]:  # noqa: ANN401, ARG001 - cyclopts' signature
    """Read `0,2` and repeated flags alike; a ValueError becomes cyclopts' own message."""
    said = [part.strip() for token in tokens for part in token.value.split(",")]
    for part in said:
        if not part.removeprefix("-").isdecimal():
            raise ValueError(f"{part!r} is no number of examples; write 5, or 0,2 for a sweep.")
    return tuple(map(int, said))


def _flag(text: str, *names: str, **options: Any) -> Parameter:  # noqa: ANN401 - handed on to cyclopts
    return Parameter(name=names or None, help=text, negative=(), **options)


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One run: `model` on every one of `tasks`, each in every one of `shots`.

    Raises UsageError when a value makes no sense. None, or an empty `shots`, leaves the choice to the task.
    """

    model: Annotated[
        str,
        _flag(
            "Where the model is: hf:PATH_OR_ID, gguf:FILE, or demo: for the small one of the extra `demo`."
        ),
    ]
    tasks: Annotated[tuple[str, ...], _flag("Tasks, suites or compact forms such as mmlu:5shot:cloze.")]
    _: KW_ONLY
    limit: Annotated[
        int | None, _flag("At most N items of a task, spread over its parts; marks the run as partial.")
    ] = None
    shots: Annotated[
        tuple[int, ...],
        _flag(
            "Few-shot examples; several make a sweep: 0,2.",
            converter=_split_shots,
            n_tokens=1,
            accepts_keys=False,
            show_default=False,
        ),
    ] = ()
    fewshot: Annotated[FewShot | None, _flag("Who draws the examples.")] = None
    formulation: Annotated[Formulation | None, _flag("How a choice is asked.")] = None
    chat: Annotated[bool, _flag("Render prompts with the model's chat template.", show_default=False)] = False
    system: Annotated[str, _flag("System prompt before everything.", show_default=False)] = ""
    fewshot_as: Annotated[
        FewShotAs, _flag("Under --chat: examples as turns, or as text of the question.")
    ] = "turns"
    temperature: Annotated[float | None, _flag("Of generated text; 0 is greedy.")] = None
    top_p: Annotated[float | None, _flag("Nucleus of sampled text.")] = None
    n: Annotated[int | None, _flag("Texts drawn for an item.", "--n")] = None
    seed: Annotated[int | None, _flag("Of the draws.")] = None
    max_tokens: Annotated[int | None, _flag("Limit of a generated text.")] = None
    unsafe_local_exec: Annotated[
        bool, _flag("Run what the model programs without a sandbox; the result says so.", show_default=False)
    ] = False
    dtype: Annotated[DType, _flag("Precision of the weights.")] = "float32"
    device: Annotated[
        str | None, _flag("Device of the model: cpu, cuda, cuda:1; the first GPU unless told.")
    ] = None
    threads: Annotated[int | None, _flag("Processor threads of the model.")] = None
    budget: Annotated[
        int | None, _flag("Tokens held in memory at once; chosen from free memory if unset.")
    ] = None
    concurrency: Annotated[int, _flag("Requests that a server gets at a time.")] = 16
    data_root: Annotated[Path | None, _flag("Folder that mirrors hub ids; also the variable QARAT_DATA.")] = (
        None
    )
    output: Annotated[Path | None, _flag("Run folder; by default runs/MODEL-HASH.", "--output", "-o")] = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tasks", tuple(self.tasks))
        object.__setattr__(self, "shots", tuple(self.shots))
        if not self.tasks:
            raise UsageError("a run needs at least one task", "qarat list")
        for name in ("limit", "threads", "budget", "concurrency"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(
                    f"{name} is {value}, but must be at least 1", f"give a number from 1, or no {name}"
                )
        if any(shots < 0 for shots in self.shots):
            raise UsageError(f"shots are {list(self.shots)}, but cannot be negative", "0 means no examples")
        if len(set(self.shots)) < len(self.shots):
            raise UsageError(
                f"shots are {list(self.shots)}, but each may stand once", "leave the repeated ones out"
            )


_DEFAULTS = {field.name: field.default for field in fields(RunConfig)}


def measured(config: RunConfig) -> dict[str, Any]:
    """Return the fields of `config` that decide what is measured, by name."""
    return {field.name: getattr(config, field.name) for field in fields(config) if field.name not in PLACES}


def digest(config: RunConfig) -> str:
    """Return 8 hexadecimal digits of the hash of what `config` measures."""
    return hashlib.sha256(msgspec.json.encode(_chosen(config), order="sorted")).hexdigest()[:8]


def command(config: RunConfig, *, places: bool = False) -> str:
    """Return the shell command that measures the same; with `places` it also does so where and how fast."""
    words = ["qarat", "run", config.model, *config.tasks]
    named = {**_chosen(config), **(_placed(config) if places else {})}
    for name, value in named.items():
        if name in {"model", "tasks"}:
            continue
        words.append(f"--{name.replace('_', '-')}")
        if isinstance(value, tuple):
            words.append(",".join(map(str, value)))
        elif value is not True:
            words.append(str(value))
    return shlex.join(words)


def _chosen(config: RunConfig) -> dict[str, Any]:
    """Return what differs from the defaults: a new field then leaves hash and command of old runs alone."""
    return {name: value for name, value in measured(config).items() if value != _DEFAULTS[name]}


def _placed(config: RunConfig) -> dict[str, Any]:
    return {name: value for name in sorted(PLACES) if (value := getattr(config, name)) != _DEFAULTS[name]}


def read_toml(path: Path) -> dict[str, Any]:
    """Return the keys of a TOML file; UsageError for one that is no field of `RunConfig`."""
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path after --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} is no valid TOML: {error}",
            'a line is: limit = 100, or shots = [0, 2], or tasks = ["mmlu"]',
        ) from error
    known = [field.name for field in fields(RunConfig)]
    for key in values:
        if key not in known:
            raise UsageError(
                f"unknown key {key!r} in {path}",
                did_you_mean(key, known) or f"known keys: {', '.join(known)}",
            )
    return values


def load_config(path: Path, **overrides: Any) -> RunConfig:  # noqa: ANN401 - any field of RunConfig
    """Return the config that a TOML file describes; `overrides` win over the file."""
    values = read_toml(path) | overrides
    if isinstance(values.get("shots"), int):
        values["shots"] = (values["shots"],)
    try:
        return msgspec.convert(values, RunConfig, dec_hook=lambda _, value: Path(value))
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}") from error
