"""docs/coverage.md: what the documents name, how it is asked here, on whose data, and whether that can run.

Nothing of it is typed in: names come from the catalogue, settings from the suites, data and papers from the
tasks, and the state from a look at this machine's rows (QARAT_DATA), as `qarat show SUITE` looks.

    python -m qarat.suites.coverage > docs/coverage.md
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from qarat import registry, suites
from qarat.reference import SOURCES
from qarat.reference.catalogue import Benchmark, catalogue, licences
from qarat.suites.ready import Readiness, survey
from qarat.suites.suite import Entry, Suite
from qarat.tasks.spec import parse_spec

HEAD = ("Benchmark", "Asked as", "Data", "Licence", "State")
OPENING = """# Coverage

Made by `python -m qarat.suites.coverage`; a test fails when it is stale.

Licences are those that the data set's card states, or its repository (marked *r*) where no card could be
read. *Real rows*: the benchmark's own were at hand where this page was made, and a run takes them; *schema
rows*: they were not, and tests run on a few rows of the same columns.
"""


def coverage(root: Path | None = None) -> str:
    """Return the page; `root` is the local data root, QARAT_DATA where it is None."""
    named = [one for one in catalogue() if one.documents]
    beside = [one for one in catalogue() if not one.documents]
    lines = [OPENING]
    for source, title in SOURCES.items():
        mine = [one for one in named if source in one.documents]
        lines += [f"## {title}", "", *_table(mine, source, root), ""]
    return "\n".join([*lines, "## Beside them", "", *_table(beside, "", root), ""])


def entries_of(one: Benchmark, source: str) -> dict[str, list[str]]:
    """Return the specs by which suites ask for a benchmark as a document did, with the suites' names."""
    found: dict[str, list[str]] = {}
    for name in suites.names():
        suite = suites.find(name)
        for entry in suite.entries if _source(suite) == source else ():
            named = one.name in (entry.group, entry.title, entry.title.split(",")[0])
            if named and _base(entry.spec) in one.tasks:
                found.setdefault(entry.spec, []).append(name)
    return found


def _source(suite: Suite) -> str:
    return suite.tables[0].split("/")[0] if suite.tables else "none"


def _table(benchmarks: list[Benchmark], source: str, root: Path | None) -> Iterator[str]:
    yield f"| {' | '.join(HEAD)} |"
    yield "|---" * len(HEAD) + "|"
    for one in benchmarks:
        yield f"| {' | '.join(cell or '–' for cell in _row(one, source, root))} |"


def _row(one: Benchmark, source: str, root: Path | None) -> tuple[str, ...]:
    tasks = [registry.find(registry.expand(name)[0]) for name in one.tasks]
    papers = {one.paper} if one.paper else {task.cite for task in tasks}
    paper = papers.pop() if len(papers) == 1 else ""  # a group of benchmarks has none of its own
    data = dict.fromkeys([one.hub] if one.hub else (task.data.id for task in tasks if task.data.rows is None))
    return (
        f"[{one.name}]({paper})" if paper else one.name,
        _asked(one, source),
        ", ".join(map(_link, data)) or ("generated" if tasks else ""),
        ", ".join(dict.fromkeys(map(_licence, data))),
        _state(one, source, root),
    )


def _asked(one: Benchmark, source: str) -> str:
    entries = entries_of(one, source)
    told = [f"`{spec}` ({', '.join(names)})" for spec, names in entries.items()]
    others = [f"`{name}`" for name in one.tasks if name not in map(_base, entries)]
    if others:
        told.append(f"{'also ' if told else ''}{', '.join(others)}")
    return "; ".join(told)


def _base(spec: str) -> str:
    return parse_spec(spec).task.split("/")[0]


def _link(hub: str) -> str:
    return hub if hub.startswith("local/") else f"[{hub}](https://huggingface.co/datasets/{hub})"


def _licence(hub: str) -> str:
    licence, stated_by = licences()[hub]
    return f"{licence} *r*" if stated_by == "repository" else licence


def _state(one: Benchmark, source: str, root: Path | None) -> str:
    specs = entries_of(one, source) or dict.fromkeys(one.tasks)
    seen = survey(Suite("", "", tuple(Entry(spec, "", "") for spec in specs)), root)
    states: dict[str, dict[str, str]] = {}
    for look in seen:
        kind, parts = _kind(look)
        states.setdefault(kind, {})[_base(look.entry.spec)] = parts
    several = len({name for found in states.values() for name in found}) > 1
    told = [
        f"{kind}: {', '.join(name + parts for name, parts in found.items())}"
        if several and (len(states) > 1 or any(found.values()))
        else kind + next(iter(found.values()))
        for kind, found in states.items()
    ]
    return "; ".join([*told, *([f"needs {one.missing}"] if one.missing else [])])


def _kind(look: Readiness) -> tuple[str, str]:
    """Return on what rows a measurement can run, and how many parts of it where not all."""
    source = registry.find(registry.expand(parse_spec(look.entry.spec).task)[0]).data
    if source.rows is not None:
        return "generated", ""
    if not look.reason and not look.downloads:
        return "real rows", ""
    if look.parts:
        return "real rows", f" ({len(look.parts)} of {len(source.configs)} parts)"
    return "schema rows", ""


if __name__ == "__main__":
    os.environ["HF_HUB_OFFLINE"] = "1"  # what could be fetched is not at hand
    sys.stdout.write(coverage())
