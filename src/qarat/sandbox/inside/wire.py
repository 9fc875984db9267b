"""Values between the candidate and its tests: plain data as tagged JSON, one line a message.

Nothing but numbers, text and containers of them can cross, so an object that claims to equal everything stays
where it was made. Subclasses are reduced to the base type that Python's own equality would treat them as;
anything else becomes `Opaque`. Floats cross exactly, in hexadecimal.
"""

from __future__ import annotations

import json
from typing import IO, Any

NODES = 2_000_000  # values in one message
LINE = 64 << 20  # bytes of one message
EXACT = 1 << 53  # integers below stay numbers in every JSON reader


class WireError(Exception):
    """A message that is too large, cut off, or not of this format."""


class Opaque:
    """Stands for an object that cannot cross; equal to nothing, true or false as it said of itself."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, kind: str, truth: bool | None) -> None:  # noqa: FBT001 - a value that was sent
        self.kind = kind
        self.truth = truth

    def __eq__(self, other: object) -> bool:
        return False

    def __bool__(self) -> bool:
        if self.truth is None:
            message = f"the candidate returned a {self.kind}, which has no truth value"
            raise TypeError(message)
        return self.truth

    def __repr__(self) -> str:
        return f"<{self.kind}>"


SEQUENCES: tuple[tuple[Any, str], ...] = ((list, "l"), (tuple, "t"), (set, "s"), (frozenset, "z"))


def pack(value: Any, budget: list[int]) -> Any:  # noqa: ANN401, C901, PLR0911 - any value, one line a type
    """Return `value` in terms of JSON; `budget` holds how many values may still be packed."""
    budget[0] -= 1
    if budget[0] < 0:
        message = "too many values"
        raise WireError(message)
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        whole = int.__index__(value)
        return whole if -EXACT < whole < EXACT else ["i", hex(whole)]
    if isinstance(value, float):
        return ["f", float.hex(value)]
    if isinstance(value, complex):
        parts = complex.real.__get__(value), complex.imag.__get__(value)  # a sum would lose the sign of zero
        return ["c", *map(float.hex, parts)]
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray)):
        return ["b" if isinstance(value, bytes) else "a", bytes(value).hex()]
    if isinstance(value, dict):
        return ["d", [[pack(key, budget), pack(entry, budget)] for key, entry in dict.items(value)]]
    for kind, tag in SEQUENCES:
        if isinstance(value, kind):
            return [tag, [pack(entry, budget) for entry in kind.__iter__(value)]]
    return ["o", type(value).__name__[:80], _truth(value)]


def _truth(value: object) -> bool | None:
    try:
        return bool(value)
    except Exception:  # noqa: BLE001 - the object is the candidate's
        return None


def unpack(packed: Any) -> Any:  # noqa: ANN401, PLR0911 - any value, one line a type
    """Return the value that `pack` was given, built of plain types only."""
    if not isinstance(packed, list):
        return packed
    tag, content = packed[0], packed[1]
    if tag == "i":
        return int(content, 16)
    if tag == "f":
        return float.fromhex(content)
    if tag == "c":
        return complex(float.fromhex(content), float.fromhex(packed[2]))
    if tag in {"b", "a"}:
        return (bytes if tag == "b" else bytearray).fromhex(content)
    if tag == "d":
        return {unpack(key): unpack(entry) for key, entry in content}
    if tag == "o":
        return Opaque(str(content), packed[2] if isinstance(packed[2], bool) else None)
    kinds = {tag: kind for kind, tag in SEQUENCES}
    return kinds[tag](unpack(entry) for entry in content)


def send(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message and hand it over."""
    stream.write(json.dumps(message, check_circular=False).encode("ascii") + b"\n")
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any]:
    """Read one message. Raises EOFError at the end of the stream, WireError for anything that is none."""
    line = stream.readline(LINE)
    if not line:
        raise EOFError
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        text = f"not a message: {line[:80]!r}"
        raise WireError(text) from error
    if not isinstance(message, dict):
        text = f"not a message: {line[:80]!r}"
        raise WireError(text)
    return message
