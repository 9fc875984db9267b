"""Where tasks are found: a decorator to register, a lookup that answers typing mistakes.

A task is a function returning a `Task`; nothing is built until it is asked for, so that listing a thousand
names costs nothing. A name is `task` or `task/part`, and a part is one thing however it came about:
`@task(over=languages)` registers one function for many languages (`mgsm/sw`), and a data set of many
configurations has one part for each (`mmlu/anatomy`). The bare name means all parts.

The package's own tasks register on import of `qarat.tasks`, plug-ins by an entry point of the group
`qarat.tasks` that names a module, and a user's own by `load_file` and `load_folder`. Names are unique: a
second task of the same name is an error, because two measurements must never share one.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import overload

from qarat.errors import UsageError, did_you_mean
from qarat.types import Task

GROUP = "qarat.tasks"
CARD = "card.toml"
"""The file by which a folder of rows is known (see `qarat.tasks.inhouse.own`)."""

Builder = Callable[[], Task]
PartBuilder = Callable[[str], Task]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A registered function; `over` is empty when it takes no argument, `origin` is its module."""

    build: Callable[..., Task]
    over: tuple[str, ...]
    origin: str


_entries: dict[str, _Entry] = {}
_loaded: set[str] = set()


@overload
def task(build: Builder, /) -> Builder: ...
@overload
def task(*, over: Iterable[str]) -> Callable[[PartBuilder], PartBuilder]: ...
def task(build: Builder | None = None, /, *, over: Iterable[str] = ()) -> object:
    """Register a function under its own name: plain, or once for each member of `over`."""
    if build is not None:
        _register(build, ())
        return build

    def decorate(build: PartBuilder) -> PartBuilder:
        _register(build, tuple(over))
        return build

    return decorate


def find(name: str) -> Task:
    """Build the task called `name`, restricted to a part if it names one.

    Raises:
        UsageError: no such task or part, or a family whose parts are tasks of their own (`expand` lists
        them).
    """
    base, _, part = name.partition("/")
    entry = _entry(base)
    if not entry.over:
        return _restrict(_build(base, entry), part)
    if not part:
        raise UsageError(
            f"{base} is a family of {len(entry.over)} tasks, one for each of {', '.join(entry.over)}",
            f"name one of them: {base}/{entry.over[0]}",
        )
    member, _, config = part.partition("/")
    if member not in entry.over:
        raise _unknown_part(base, member, entry.over)
    return _restrict(_build(base, entry, member), config)


def parts(name: str) -> tuple[str, ...]:
    """Return the parts that may follow `name/`; empty when the task is one whole."""
    base, _, part = name.partition("/")
    entry = _entry(base)
    if entry.over and not part:
        return entry.over
    configs = find(name).data.configs
    return configs if len(configs) > 1 else ()


def names(pattern: str = "") -> list[str]:
    """Return the names matching `pattern` (a glob or a substring); parts only when it has a slash."""
    _load_all()
    known = _with_parts() if "/" in pattern else iter(sorted(_entries))
    if any(sign in pattern for sign in "*?["):
        return [name for name in known if fnmatchcase(name, pattern)]
    return [name for name in known if pattern.casefold() in name.casefold()]


def expand(pattern: str) -> list[str]:
    """Turn a name, a family, a glob, a file of tasks or a folder of rows into names that `find` accepts.

    Raises:
        UsageError: nothing matches, or as `load_file` and `load_folder`.
    """
    if pattern.endswith(".py"):
        return [task.name for task in load_file(Path(pattern))]
    if (Path(pattern) / CARD).is_file():
        return [load_folder(Path(pattern)).name]
    found = names(pattern) if any(sign in pattern for sign in "*?[") else [pattern]
    if not found:
        raise UsageError(f"no task matches {pattern!r}", "qarat list shows all names")
    return [one for name in found for one in _members(name)]


def load_file(path: Path) -> list[Task]:
    """Run a Python file that defines tasks and return them; loading it again replaces them.

    Raises:
        UsageError: no such file, the file fails, or it defines no task.
    """
    if not path.is_file():
        raise UsageError(f"no file {path}", "give a Python file that defines a function under @task")
    import hashlib
    import importlib.util

    # A name of its own for every file: two files called mine.py are two modules.
    module_name = f"qarat_file_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    _forget(module_name)
    module_spec = importlib.util.spec_from_file_location(module_name, path)
    if module_spec is None or module_spec.loader is None:
        raise UsageError(f"{path} is no Python file", "its name must end in .py")
    sys.modules[module_name] = importlib.util.module_from_spec(module_spec)
    try:
        module_spec.loader.exec_module(sys.modules[module_name])
    except Exception as error:
        _forget(module_name)
        if isinstance(error, UsageError):
            raise
        raise UsageError(
            f"{path} cannot be run: {type(error).__name__}: {error}", f"python {path}"
        ) from error
    found = [name for name, entry in _entries.items() if entry.origin == module_name]
    if not found:
        raise UsageError(
            f"{path} defines no task", "put @task (from qarat.registry) over a function returning a Task"
        )
    return [find(one) for name in found for one in _members(name)]


def load_folder(path: Path) -> Task:
    """Return the task of a folder of one's own rows with a card; loading it again replaces it.

    Raises:
        QaratError: the card or the rows cannot be read or believed, or another task has the card's name.
    """
    made: Task = importlib.import_module(f"{GROUP}.inhouse.own").own_task(path)
    origin = str(path.resolve())
    _forget(origin)

    def build() -> Task:
        return made

    build.__name__, build.__module__ = made.name, origin
    _register(build, ())
    return find(made.name)


def _register(build: Callable[..., Task], over: tuple[str, ...]) -> None:
    name, origin = build.__name__, build.__module__
    if name in _entries:
        raise UsageError(
            f"two tasks are called {name}: one of {_entries[name].origin}, one of {origin}",
            "rename one of the functions and its Task",
        )
    _entries[name] = _Entry(build, over, origin)


def _forget(origin: str) -> None:
    for name in [name for name, entry in _entries.items() if entry.origin == origin]:
        del _entries[name]


def _entry(base: str) -> _Entry:
    _load_own()
    if base not in _entries:
        _load_all()
    if base not in _entries:
        raise UsageError(
            f"unknown task {base!r}", did_you_mean(base, _entries) or "qarat list shows all names"
        )
    return _entries[base]


def _build(base: str, entry: _Entry, *arguments: str) -> Task:
    try:
        built = entry.build(*arguments)
    except Exception as error:
        raise UsageError(
            f"the function {base} fails: {type(error).__name__}: {error}", f"mend it in {_file(entry)}"
        ) from error
    if built.name != base:
        raise UsageError(
            f"the function {base} returns a task called {built.name!r}",
            "give the Task the name of its function",
        )
    return replace(built, name="/".join((base, *arguments)))


def _file(entry: _Entry) -> str:
    return str(getattr(sys.modules.get(entry.origin), "__file__", entry.origin))


def _restrict(whole: Task, config: str) -> Task:
    if not config:
        return whole
    configs = whole.data.configs if len(whole.data.configs) > 1 else ()
    if config not in configs:
        raise _unknown_part(whole.name, config, configs)
    return replace(
        whole,
        name=f"{whole.name}/{config}",
        title=f"{whole.title}: {config.replace('_', ' ')}",
        data=replace(whole.data, configs=(config,)),
    )


def _unknown_part(base: str, part: str, known: tuple[str, ...]) -> UsageError:
    if not known:
        return UsageError(f"{base} has no parts, so {base}/{part} is nothing", f"name it {base}")
    hint = did_you_mean(part, known) or f"one of {', '.join(known[:8])}{' ...' if len(known) > 8 else ''}"  # noqa: PLR2004
    return UsageError(f"{base} has no part {part!r}", hint)


def _members(name: str) -> list[str]:
    over = _entry(name).over if "/" not in name else ()
    return [f"{name}/{member}" for member in over] or [name]


def _with_parts() -> Iterator[str]:
    for name in sorted(_entries):
        yield name
        for part in parts(name):
            yield f"{name}/{part}"


def _load_own() -> None:
    # Imported by its name: the registry stands below the tasks, its own and those of plug-ins alike.
    importlib.import_module(GROUP)


def _load_all() -> None:
    """Import the plug-ins too; a name of the package itself never waits for, or fails by, a plug-in."""
    _load_own()
    from importlib.metadata import entry_points

    for plugin in entry_points(group=GROUP):
        if plugin.value in _loaded:
            continue
        try:
            plugin.load()
        except Exception as error:
            raise UsageError(
                f"the plug-in {plugin.name} ({plugin.value}) fails: {type(error).__name__}: {error}",
                f"mend it or uninstall it: pip uninstall {plugin.dist.name if plugin.dist else plugin.name}",
            ) from error
        _loaded.add(plugin.value)
