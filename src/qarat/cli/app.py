"""What the commands share: the application, its exit codes and the parameters that several of them have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

from cyclopts import App, ArgumentCollection, Parameter
from cyclopts.config import Dict

from qarat import __version__
from qarat.config import read_toml

if TYPE_CHECKING:
    from rich.console import Console

OK, FAILED, MISTAKE, FAULT, INTERRUPTED = 0, 1, 2, 70, 130

Flag = Annotated[bool, Parameter(negative=(), show_default=False)]
DataRoot = Annotated[
    Path | None, Parameter(help="Folder that mirrors hub ids; also the variable QARAT_DATA.")
]
ConfigFile = Annotated[Path | None, Parameter(name="--config", help="TOML file with the same names.")]
Output = Annotated[Path | None, Parameter(name=["--output", "-o"], help="Folder to write to.")]


def _apply_toml(app: App, commands: tuple[str, ...], arguments: ArgumentCollection) -> None:
    """Fill in from the TOML file of `--config` what the command line leaves open."""
    named = [token.value for one in arguments if one.name == "--config" for token in one.tokens]
    if named:
        path = Path(named[-1])
        Dict(read_toml(path), use_commands_as_keys=False, source=str(path))(app, commands, arguments)


app = App(
    name="qarat",
    help="Turn a language model into the evaluation section of its release.",
    version=__version__,
    config=(_apply_toml,),
    help_format="plaintext",  # markdown costs 0.1 s of start-up
    result_action="return_value",
    print_error=False,
    exit_on_error=False,
    suppress_keyboard_interrupt=False,
)


def console_on(stream: TextIO) -> Console:
    """Return a console for `stream`; where nobody looks, wide enough for every table."""
    from rich.console import Console

    return Console(file=stream, width=None if stream.isatty() else 160)
