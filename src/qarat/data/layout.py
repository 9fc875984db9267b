"""Which files hold a split: the one rule by which both a local root and a hub repository are read.

Parquet first; where there is none of the split, the files that the task's source names (`types.Files`).

Data sets name their parquet files in a few ways that have grown over the years. All of these are split
`test`:

    <config>/test.parquet                                   a local root
    <config>/test-00000-of-00002.parquet, ...               `push_to_hub` of the datasets library
    <config>/test-00000-of-00001-0123456789abcdef.parquet   its older versions
    <config>/test/0000.parquet, ...                         the hub's own branch refs/convert/parquet

A leading folder `data` does not count, and files without a config's folder belong to the config `default`.
Where a task asks for `default`, the set has no such config and has exactly one other, that one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from qarat.errors import DataError, did_you_mean
from qarat.types import Source

Part = tuple[str, str]
"""(config, split)."""

Catalogue = Mapping[str, Mapping[str, Sequence[str]]]
"""Config to split to the paths of its shards in order, relative to the data set and with forward slashes."""

ARCHIVE = ".zip"

_NAME = re.compile(r"(?P<split>.+?)(-\d{5}-of-(?P<shards>\d{5})(-[0-9a-f]+)?)?\.parquet")
_CONVERTED = re.compile(r"\d{4,}\.parquet")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """All files of a data set, and which of them are parquet of a config and split."""

    files: frozenset[str]
    parquet: Catalogue

    @classmethod
    def of(cls, paths: Iterable[str]) -> Listing:
        """Sort what lies in a data set; paths are relative to it, with forward slashes."""
        files = frozenset(paths)
        return cls(files, catalogue(files))


def locate(source: Source, listing: Listing, part: Part, where: str) -> Sequence[str]:
    """Return the paths of one split in order, or nothing where the data set `where` does not have it.

    A path may go on into an archive (`container`).

    Raises:
        DataError: files of the split are missing, or two sets of files claim to be the split.
    """
    paths = shards(listing.parquet, part, where)
    if paths or source.files is None:
        return paths
    paths = source.files.of(*part)
    missing = sorted({container(path) for path in paths} - listing.files)
    if missing and len(missing) < len({container(path) for path in paths}):
        raise DataError(
            f"{where} lacks {', '.join(missing)}, a piece of config {part[0]!r}, split {part[1]!r}",
            "add it, or remove the other pieces to read the split from the hub",
        )
    return () if missing else paths


def container(path: str) -> str:
    """Return the file that holds `path`: the archive where it goes on into one, else itself."""
    before, archive, _ = path.partition(f"{ARCHIVE}/")
    return before + ARCHIVE if archive else path


def lacking(source: Source, listing: Listing, part: Part, where: str) -> tuple[str, str]:
    """Return what the data set `where` lacks and what it has instead, then the nearest name or ""."""
    message, nearest = absence(listing.parquet, part, where)
    if source.files is None:
        return message, nearest
    wanted = ", ".join(dict.fromkeys(container(path) for path in source.files.of(*part)))
    return f"{message}, and no {wanted}", nearest


def catalogue(paths: Iterable[str]) -> Catalogue:
    """Sort a data set's files by config and split; what is not parquet is left out."""
    table: dict[str, dict[str, list[str]]] = {}
    for path in sorted(paths):
        part = _part(path)
        if part is not None:
            table.setdefault(part[0], {}).setdefault(part[1], []).append(path)
    return table


def shards(table: Catalogue, part: Part, where: str) -> Sequence[str]:
    """Return the files of one split in order, or nothing where the data set `where` does not have it.

    Raises:
        DataError: shards are missing, or two sets of files claim to be the split.
    """
    config, split = part
    files = table.get(_config(table, config), {}).get(split, ())
    claims = {(PurePosixPath(file).parent, _shard_count(file)) for file in files}
    if len(claims) > 1:
        raise DataError(
            f"{where}: more than one set of files is config {config!r}, split {split!r}: {', '.join(files)}",
            "keep one of them, or pin a revision that has only one",
        )
    for _, count in claims:
        if count not in (None, len(files)):
            raise DataError(
                f"{where}: config {config!r}, split {split!r} has only {len(files)} of {count} shards",
                "add the missing shards, or remove the others to read the split from the hub",
            )
    return files


def absence(table: Catalogue, part: Part, where: str) -> tuple[str, str]:
    """Return what the data set `where` lacks and what it has instead, then the nearest name or ""."""
    config, split = part
    if not table:
        return f"{where} holds no parquet file", ""
    splits = table.get(_config(table, config))
    if splits is None:
        return f"{where} has no config {config!r}; {_listed(table)}", did_you_mean(config, table)
    return f"{where} has no split {split!r} in config {config!r}; {_listed(splits)}", did_you_mean(
        split, splits
    )


def _part(path: str) -> Part | None:
    *folders, name = path.split("/")
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    split = match["split"]
    if len(folders) > 1 and _CONVERTED.fullmatch(name):
        split = folders.pop()
    if folders[:1] == ["data"]:
        del folders[0]
    return "/".join(folders) or "default", split


def _config(table: Catalogue, config: str) -> str:
    if config == "default" and config not in table and len(table) == 1:
        return next(iter(table))
    return config


def _shard_count(path: str) -> int | None:
    match = _NAME.fullmatch(PurePosixPath(path).name)
    return int(match["shards"]) if match and match["shards"] else None


def _listed(known: Iterable[str]) -> str:
    names = sorted(known)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"it has {', '.join(names[:_SHOWN])}{more}"
