"""Where rows are looked for, in this order: a generator, the local root, the hub's cache, the hub.

The local root is an argument (`--data-root`) or the environment variable QARAT_DATA. A split that is not
under it is taken from the hub, so a mirror may be partial; one that is there but damaged is an error.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

from qarat.data import parquet
from qarat.data.hub import cache_folder, cached_files, fetch, has_token, is_offline, require_commit
from qarat.data.layout import Listing, Part, lacking, locate
from qarat.errors import DataError
from qarat.types import Row, Source


def load_rows(source: Source, config: str, split: str, root: Path | None) -> list[Row]:
    """Return the rows of one split in the order they are stored, downloading them if need be.

    Raises:
        DataError: the split cannot be found, downloaded, read, or has no rows.
    """
    if source.rows is None and config in source.elsewhere:
        other = source.elsewhere[config]
        return load_rows(other, other.configs[0], other.split, root)
    if source.rows is not None:
        rows = list(source.rows(config, split))
    else:
        part = source.part(config, split)
        found = _at_hand(source, [part], root)
        if part not in found:
            _require_network(source, [part], root)
            try:
                found = fetch(source, [part])
            except DataError as error:
                here, nearest = _local_absence(source, part, root)
                raise DataError(f"{error.message}\n  {here}", nearest or error.hint) from error
        rows = list(_read_once(tuple(found[part]))) if source.stored else _read(found[part])
    if source.keep is not None:
        rows = _kept(source.keep, rows, f"{source.id}, config {config!r}, split {split!r}", config)
    if not rows:
        raise DataError(
            f"{source.id}, config {config!r}, split {split!r} has no rows",
            "check the split's name in the task",
        )
    return rows


def check_source(
    source: Source, configs: Sequence[str], root: Path | None, *, fewshot: bool = True
) -> tuple[Part, ...]:
    """Return the parts that would have to be downloaded, after a look at all that is at hand; no network.

    `fewshot` says whether examples are needed, for a run without shots does not ask for their split. `fetch`
    downloads what is returned.

    Raises:
        DataError: a file is damaged, a config or split is known not to exist, or something would have to be
            downloaded and cannot be (HF_HUB_OFFLINE, a source that is not pinned, a gated one without login).
        MissingExtraError: the package that reads the files is not installed.
    """
    if source.rows is not None:
        return ()
    here = [config for config in configs if config not in source.elsewhere]
    for other in (source.elsewhere[config] for config in configs if config in source.elsewhere):
        check_source(other, other.configs, root, fewshot=False)  # what is missing, `load_rows` downloads
    splits = [source.split]
    if fewshot and source.fewshot_split is not None and source.fewshot_split != source.split:
        splits.append(source.fewshot_split)
    parts = list(dict.fromkeys(source.part(config, split) for config in here for split in splits))
    found = _at_hand(source, parts, root)
    for files in found.values():
        for file in files:
            _check(file)
    missing = tuple(part for part in parts if part not in found)
    if missing:
        _require_network(source, missing, root)
    if missing and source.files is not None:
        from qarat.data import forms

        for path in chain.from_iterable(source.files.of(*part) for part in missing):
            forms.require_reader(Path(path))
    return missing


def _kept(keep: Callable[[Row], bool], rows: Sequence[Row], where: str, config: str) -> list[Row]:
    kept = []
    for index, row in enumerate(rows):
        try:
            if keep({"config": config, **row}):
                kept.append(row)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            raise DataError(
                f"{where}, row {index} cannot be read: {type(error).__name__}: {error}",
                "look at the row, or at what the task's source keeps",
            ) from error
    return kept


@lru_cache(maxsize=2)
def _read_once(files: tuple[Path, ...]) -> Sequence[Row]:
    """Read a split that many configurations share, and the split of their examples, once for all of them."""
    return _read(files)


def _read(files: Sequence[Path]) -> list[Row]:
    if files[0].suffix == parquet.SUFFIX:
        return parquet.read_rows(files)
    # Imported here: archives take a third of the time that the list of all tasks has.
    from qarat.data import forms

    return forms.read_rows(files)


def _check(file: Path) -> None:
    if file.suffix == parquet.SUFFIX:
        parquet.check_file(file)
    else:
        from qarat.data import forms

        forms.check_file(file)


def _at_hand(source: Source, parts: Sequence[Part], root: Path | None) -> Mapping[Part, Sequence[Path]]:
    folder, listing = _local(source, root)
    found: dict[Part, Sequence[Path]] = {}
    for part in parts:
        paths = locate(source, listing, part, str(folder))
        if folder is not None and paths:
            found[part] = [folder / path for path in paths]
    rest = [part for part in parts if part not in found]
    return {**found, **cached_files(source, rest)} if rest else found


def _local(source: Source, root: Path | None) -> tuple[Path | None, Listing]:
    """Return the data set's folder under the local root, if there is a root, and what lies in it."""
    chosen = root or os.environ.get("QARAT_DATA")
    if not chosen:
        return None, Listing.of(())
    if not Path(chosen).is_dir():
        raise DataError(
            f"the data root {chosen} is no folder",
            "correct --data-root, or the environment variable QARAT_DATA",
        )
    folder = Path(chosen) / source.id
    return folder, Listing.of(glob.glob("**/*", root_dir=folder, recursive=True))  # noqa: PTH207 -- follows links


def _require_network(source: Source, missing: Sequence[Part], root: Path | None) -> None:
    """Raise unless the hub may be asked for `missing`; the message names every place that was looked at."""
    refused = _refusal(source)
    if refused is None:
        require_commit(source)
        return
    there, fetching = refused
    here, nearest = _local_absence(source, missing[0], root)
    more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
    part = "config {!r}, split {!r}".format(*missing[0])
    raise DataError(f"no rows of {source.id}, {part}{more}\n  {here}\n  {there}", nearest or fetching)


def _refusal(source: Source) -> tuple[str, str] | None:
    """Return why the hub may not be asked and what to do about it, or None where it may."""
    if not source.revision:
        return (
            "the hub cannot be asked: the task pins no revision",
            "name a local copy with --data-root (docs/data.md), or pin a revision in the task",
        )
    terms = "accept its terms on the hub's page and log in (HF_TOKEN, or: hf auth login)"
    if is_offline():
        command = f"hf download {source.id} --repo-type dataset --revision {source.revision}"
        first = f"{terms}, unset HF_HUB_OFFLINE" if source.gated else "unset HF_HUB_OFFLINE"
        return (
            f"{cache_folder(source)} has no copy of revision {source.revision}, and HF_HUB_OFFLINE is set",
            f"{first}, or where there is a network: {command}",
        )
    if source.gated and not has_token():
        return "the hub gives it to those who are logged in and accepted its terms: no token is set", terms
    return None


def _local_absence(source: Source, part: Part, root: Path | None) -> tuple[str, str]:
    """Return why the local root does not have a part, and the nearest name that it has or ""."""
    folder, listing = _local(source, root)
    if folder is None:
        return "no local root is named (--data-root, QARAT_DATA)", ""
    if not folder.is_dir():
        return f"{folder} does not exist", ""
    return lacking(source, listing, part, str(folder))
