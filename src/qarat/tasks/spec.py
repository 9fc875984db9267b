"""What is measured, in one line: `mmlu:5shot:cloze` is a task and facets, and a facet's order cannot matter.

Facets: a formulation (letter, cloze, bpb), a number of shots (5shot), a few-shot policy (fixed, per-item,
harness), chat, and how text is generated (temperature=0.7, n=8, max_tokens=512).
Each may be said once. A facet speaks for one task and an option of the run for all; where
both speak and differ, that is an error and not a precedence to remember. What makes no sense for a task is an
error too, never another measurement. A few-shot policy without shots, or for a task whose examples are
defined by the benchmark, is the one exception: it changes nothing, so it is accepted and leaves the protocol
id as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from qarat.errors import UsageError, did_you_mean
from qarat.registry import expand, find
from qarat.scoring.metrics import METRICS, SCORER_VERSION
from qarat.types import (
    Asked,
    Choosing,
    Decoding,
    FewShot,
    FewShotAs,
    Formulation,
    Generation,
    Setting,
    Task,
)

_FORMULATIONS: Final[tuple[Formulation, ...]] = get_args(Formulation)
_POLICIES: Final[tuple[FewShot, ...]] = get_args(FewShot)
_SHOTS = re.compile(r"([0-9]{1,6})shot")


@dataclass(frozen=True, slots=True)
class Options:
    """What a run says for all its tasks; None leaves the choice to facets and tasks."""

    formulation: Asked | None = None
    shots: int | None = None
    fewshot: FewShot | None = None
    chat: bool = False
    system: str = ""
    fewshot_as: FewShotAs = "turns"
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    n: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """A task by name and what its facets say."""

    task: str
    facets: Options = Options()


def parse_spec(text: str) -> Spec:
    """Read `task:facet:...`; the result does not depend on the order of facets.

    Raises:
        UsageError: no task, an unknown facet, or two facets of one kind.
    """
    name, *facets = text.split(":")
    if not name:
        raise UsageError(f"{text!r} names no task", "put the task first: mmlu:5shot:cloze")
    said: dict[str, tuple[str, Any]] = {}
    for facet in facets:
        kind, value = _facet(facet, text)
        if kind in said:
            raise UsageError(
                f"{text} says {said[kind][0]} and {facet}, but only one {_KINDS[kind]} can hold",
                f"leave one of them out: {name}:{facet}",
            )
        said[kind] = (facet, value)
    return Spec(name, Options(**{kind: value for kind, (_, value) in said.items()}))


def settle(spec: Spec, options: Options) -> tuple[Task, Setting]:
    """Return the task and the one setting that facets, run options and the task's own defaults make.

    Raises:
        UsageError: unknown task, facet against option, or a choice that makes no sense for the task.
    """
    task = in_form(find(spec.task), chat=spec.facets.chat or options.chat)
    for kind, word in _KINDS.items():
        facet, option = getattr(spec.facets, kind), getattr(options, kind)
        if facet != option and all(one is not None and one is not False for one in (facet, option)):
            raise UsageError(
                f"{spec.task} says {facet} and the run says {option} as its {word}",
                "leave one of them out",
            )
    facets = {kind: getattr(spec.facets, kind) for kind in _KINDS}
    # By identity: 0 shots and temperature 0 are said, not left open.
    said = {kind: value for kind, value in facets.items() if value is not None and value is not False}
    merged = replace(options, **said)
    setting = setting_of(task, merged)
    for kind in _DECODING:
        if setting.decoding is None and getattr(spec.facets, kind) is not None:
            raise UsageError(
                f"{task.name} generates no text, so it has no {_KINDS[kind]}", f"leave {kind} out"
            )
    return task, setting


def in_form(task: Task, *, chat: bool) -> Task:
    """Return `task` as it is asked with or without a chat template."""
    return task.chat(task) if chat and task.chat else task


def setting_of(task: Task, said: Options = Options()) -> Setting:
    """Return the task's own setting, changed by what was said.

    Raises:
        UsageError: what was said makes no sense for the task.
    """
    for metric in task.metrics:
        if metric not in METRICS:
            raise UsageError(
                f"{task.name} names a metric {metric!r} that does not exist",
                did_you_mean(metric, METRICS) or f"metrics are {', '.join(METRICS)}",
            )
    setting = Setting(
        formulation=said.formulation or task.formulation,
        shots=task.shots if said.shots is None else said.shots,
        fewshot=said.fewshot or "fixed",
        chat=said.chat,
        system=said.system,
        fewshot_as=said.fewshot_as,
    )
    if setting.formulation not in task.formulations:
        raise UsageError(
            f"{task.name} cannot be asked as {setting.formulation}",
            f"it can as {' or '.join(task.formulations)}",
        )
    if setting.shots and not task.data.has_examples:
        raise UsageError(
            f"{task.name} has no rows to draw examples from, so {setting.shots} shots make no sense",
            f"leave the shots out here; where they fit, say mmlu:{setting.shots}shot",
        )
    if setting.formulation == "generate" and task.generation:
        setting = replace(setting, decoding=_decoding(task.generation, said))
    return _canonical(task, setting)


def _decoding(own: Generation, said: Options) -> Decoding:
    """Return the task's own decoding, changed by what was said.

    Raises:
        UsageError: a value that makes no sense.
    """
    told = {kind: value for kind in _DECODING if (value := getattr(said, kind)) is not None}
    decoding = replace(Decoding(own.max_tokens, own.temperature, own.top_p, own.n), **told)
    wrong = {
        "temperature must be at least 0": decoding.temperature < 0,
        "top_p must be above 0 and at most 1": not 0 < decoding.top_p <= 1,
        "n must be at least 1": decoding.n < 1,
        "max_tokens must be at least 1": decoding.max_tokens < 1,
        "seed must be at least 0": decoding.seed < 0,
        f"{decoding.n} draws at temperature 0 are one and the same": decoding.n > 1
        and decoding.temperature == 0,
    }
    for problem in (text for text, holds in wrong.items() if holds):
        raise UsageError(problem, "for example temperature=0.7:top_p=0.95:n=8:seed=1")
    return decoding


def resolve(texts: Sequence[str], options: Options, sweep: Sequence[int] = ()) -> list[tuple[Task, Setting]]:
    """Return every measurement that `texts` ask for, in their order and each once.

    Globs and families become their members (`arc_*`, `mgsm`); `sweep` repeats all with each number of shots.

    Raises:
        UsageError: as `parse_spec`, `settle` and `registry.expand`.
    """
    found: dict[tuple[str, Setting], Task] = {}
    for text in texts:
        spec = parse_spec(text)
        for name in expand(spec.task):
            for shots in sweep or (options.shots,):
                task, setting = settle(replace(spec, task=name), replace(options, shots=shots))
                found.setdefault((task.name, setting), task)
    return [(task, setting) for (_, setting), task in found.items()]


def protocol_id(task: Task, setting: Setting, prompt_hash: str, choosing: Choosing = "log-likelihood") -> str:
    """Return the name without which a score does not exist, such as `mmlu@1:letter:5shot:fixed:3fa9c1d2`.

    The last field hashes all that the others say and the prompt hash and scorer version besides.
    """
    setting = _canonical(task, setting)
    readable = [f"{task.name}@{task.version}", setting.formulation, f"{setting.shots}shot"]
    if setting.shots:
        readable.append(setting.fewshot)
    if setting.chat:
        readable.append("chat")
    decoding = setting.decoding
    if decoding and decoding.temperature:
        readable.append(f"temperature={decoding.temperature:g}")
    if decoding and decoding.n > 1:
        readable.append(f"n={decoding.n}")
    if choosing != "log-likelihood":
        readable.append(choosing)
    told = ":".join(readable)
    hashed = f"{told}:{prompt_hash}:{SCORER_VERSION}" + (f":{decoding}" if decoding else "")
    return f"{told}:{hashlib.sha256(hashed.encode()).hexdigest()[:8]}"


_KINDS: Final = {
    "formulation": "formulation",
    "shots": "number of shots",
    "fewshot": "few-shot policy",
    "chat": "chat",
    "max_tokens": "token limit",
    "temperature": "temperature",
    "top_p": "nucleus",
    "n": "number of draws",
    "seed": "seed",
}
_DECODING: Final = {"max_tokens": int, "temperature": float, "top_p": float, "n": int, "seed": int}


def _facet(facet: str, text: str) -> tuple[str, Any]:
    if facet in _FORMULATIONS:
        return "formulation", facet
    if facet in _POLICIES:
        return "fewshot", facet
    if facet == "chat":
        return "chat", True
    if shots := _SHOTS.fullmatch(facet):
        return "shots", int(shots[1])
    kind, equals, value = facet.partition("=")
    if equals and kind in _DECODING:
        try:
            return kind, _DECODING[kind](value)
        except ValueError:
            raise UsageError(f"{value!r} in {text} is no {_KINDS[kind]}", f"for example {kind}=1") from None
    known = [
        *_FORMULATIONS,
        *_POLICIES,
        "chat",
        *_DECODING,
        *(f"{number}shot" for number in re.findall("[0-9]+", facet)),
    ]
    raise UsageError(
        f"unknown facet {facet!r} in {text}",
        did_you_mean(kind, known) or f"facets are {', '.join(known[:7])} and 5shot",
    )


def _canonical(task: Task, setting: Setting) -> Setting:
    """Give settings that render the same prompts the same form."""
    nothing_drawn = setting.shots == 0 or (task.data.examples_given and setting.fewshot == "harness")
    nothing_shown = setting.shots == 0 or not setting.chat
    return replace(
        setting,
        fewshot="fixed" if nothing_drawn else setting.fewshot,
        fewshot_as="turns" if nothing_shown else setting.fewshot_as,
    )
