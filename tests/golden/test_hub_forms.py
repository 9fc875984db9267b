"""Wherever a source names the hub's own files, they give the same items as parquet."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.data.hub_files import write_rows
from tests.golden.conftest import ROWS

from qarat.data import check_source
from qarat.data.hub import require_commit
from qarat.prompts.build import build_items
from qarat.registry import expand, find, names
from qarat.tasks.spec import Options, setting_of
from qarat.types import Row, Source, Task

OWN = [member for name in names() for member in expand(name) if find(member).data.files is not None]


def _mirror(source: Source, rows: dict[str, list[Row]], root: Path) -> None:
    """Write a task's rows as its source says that the hub keeps them, a row to each file but the last."""
    assert source.files is not None
    for place, found in rows.items():
        config, _, split = place.rpartition("/")
        if split == "examples":
            continue
        *first, last = source.files.of(*source.part(config, split))
        for number, path in enumerate(first):
            write_rows(root / source.id, path, found[number : number + 1])
        write_rows(root / source.id, last, found[len(first) :])


@pytest.mark.parametrize("name", OWN)
def test_items_of_the_hubs_own_files_are_those_of_parquet(
    name: str, synthetic: Callable[[str], Task], tmp_path: Path
) -> None:
    task = synthetic(name)
    _mirror(task.data, json.loads((ROWS / f"{name.replace('/', '.')}.json").read_text("utf-8")), tmp_path)
    mirrored = replace(task, data=replace(task.data, rows=None))
    setting = setting_of(task, Options(shots=1 if task.data.has_examples else 0))
    assert check_source(mirrored.data, mirrored.data.configs, tmp_path, fewshot=setting.shots > 0) == ()
    assert build_items(mirrored, setting, root=tmp_path) == build_items(task, setting)


@pytest.mark.parametrize("name", OWN)
def test_paths_differ_by_configuration_and_split(name: str) -> None:
    source = find(name).data
    assert source.files is not None
    splits = {source.split, source.fewshot_split or source.split}
    paths = [source.files.of(*source.part(config, split)) for config in source.configs for split in splits]
    assert len(set(paths)) == len(paths)
    if source.revision:
        require_commit(source)


def test_documentation_says_what_pins_no_revision() -> None:
    page = (Path(__file__).parents[2] / "docs/data.md").read_text("utf-8")
    sources = [find(member).data for name in names() for member in expand(name)]
    unpinned = {source.id for source in sources if source.rows is None and not source.revision}
    assert unpinned
    assert {one for one in unpinned if f"`{one}`" not in page} == set()
