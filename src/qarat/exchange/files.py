"""JSON, lines of JSON and YAML that other programs wrote, refused with the place of the fault.

The standard library's parser reads them, because other programs write NaN, which JSON does not have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qarat.errors import RunFolderError

_AGAIN = "copy the file again, or let the tool that wrote it write it again"


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object; RunFolderError where the file is none."""
    return json_object(_text(path), str(path))


def json_object(text: str | bytes, place: str) -> dict[str, Any]:
    """Parse a JSON object; `place` names it in the error."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise RunFolderError(f"{place} is no valid JSON: {error}", _AGAIN) from error
    if not isinstance(value, dict):
        raise RunFolderError(f"{place} holds a {type(value).__name__} where an object is expected", _AGAIN)
    return value


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines; an error names the line."""
    # Not splitlines(): U+2028 may stand within a JSON string.
    lines = _text(path).split("\n")
    return [
        json_object(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()
    ]


def read_yaml(path: Path) -> dict[str, Any]:
    """Return a YAML mapping; RunFolderError where the file is none."""
    import yaml

    try:
        value = yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        raise RunFolderError(f"{path} is no valid YAML: {error}", _AGAIN) from error
    if not isinstance(value, dict):
        raise RunFolderError(f"{path} holds no YAML mapping", _AGAIN)
    return value


def leaves(value: object, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield every number of nested objects with the keys that lead to it; truth values count as numbers."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*at, str(key)))
    elif isinstance(value, bool | int | float):
        yield at, float(value)


def field(value: dict[str, Any], name: str, place: str, tool: str) -> Any:  # noqa: ANN401 - foreign data
    """Return a field that the schema requires; RunFolderError where it is absent."""
    if name not in value:
        raise RunFolderError(
            f"{place} has no {name!r}, so it is not the schema of {tool} that this version reads",
            "docs/exchange.md lists the versions that were tested",
        )
    return value[name]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RunFolderError(f"{path} cannot be read: {error}", "check the path") from error
