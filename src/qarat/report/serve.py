"""`qarat serve`: the live page of runs over HTTP, for this machine alone.

It listens on 127.0.0.1 and nowhere else, reads and never writes, and answers only to names of this machine:
a web page that had its own name point here (DNS rebinding) is refused by the Host header. The page asks for
its content every moment, which needs neither a connection held open nor a library in the browser.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qarat.errors import MissingExtraError, QaratError, UsageError
from qarat.evaluate.folder import RECORD, USAGE, load_run
from qarat.report.live import Live, look, page, policy
from qarat.report.page import render
from qarat.report.release.page import render_release
from qarat.report.release.release import make_release

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

LOOPBACK: Final = "127.0.0.1"
PORT: Final = 8420
NAMES: Final = [LOOPBACK, "localhost"]
_TRIED: Final = 50
_FRAMES = "frame-ancestors 'none'"  # a report brings a policy of its own


def require_extra() -> None:
    """Raise MissingExtraError where the extra `serve` is not installed."""
    for package in ("starlette", "uvicorn"):
        if find_spec(package) is None:
            raise MissingExtraError(package, "serve", "qarat serve")


def serve(runs: Sequence[Path], port: int | None = None, told: Callable[[str], None] = print) -> None:
    """Serve the live page of run folders until interrupted; `told` gets the address before the first request.

    Without `port` it takes 8420, or the next free one.

    Raises:
        MissingExtraError: the extra `serve` is not installed.
        RunFolderError: a folder holds no run.
        UsageError: no folder is named, or the port cannot be had.
    """
    require_extra()
    import uvicorn

    if not runs:
        raise UsageError("nothing to serve", "qarat serve RUN")
    for path in runs:
        look(path)
    with listen(port) as listener:
        told(f"http://{LOOPBACK}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(make_app(runs), log_level="warning", access_log=False, lifespan="off")
        uvicorn.Server(config).run(sockets=[listener])


def listen(port: int | None = None) -> socket.socket:
    """Return a socket that listens on `port` of the loopback interface; on 8420 or the next free one."""
    for tried in range(PORT, PORT + _TRIED) if port is None else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, tried))
            listener.listen()  # two sockets may be bound to one port until one of them listens
        except (OSError, OverflowError) as error:
            listener.close()
            reason = error
        else:
            return listener
    where = f"port {port}" if port is not None else f"any port from {PORT} to {PORT + _TRIED - 1}"
    raise UsageError(f"cannot listen on {where}: {reason}", "qarat serve RUN --port 0 takes any free one")


def make_app(runs: Sequence[Path]) -> Starlette:
    """Return the application: the page of `runs`, what changes in it, and the report of each."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    def whole(_: Request) -> Response:
        return _answer(page(_look_all(runs)), policy())

    def fragment(_: Request) -> Response:
        return _answer(page(_look_all(runs), whole=False), policy())

    def report(request: Request) -> Response:
        number = request.path_params["number"]
        if number >= len(runs) or not (runs[number] / RECORD).is_file():
            raise HTTPException(404, "this run has no report yet")
        return _answer(_report(runs[number], _changed(runs[number])), _FRAMES)

    def release(_: Request) -> Response:
        return _answer(render_release(make_release([load_run(path) for path in runs])), _FRAMES)

    return Starlette(
        routes=[
            Route("/", whole),
            Route("/live", fragment),
            Route("/run/{number:int}/report", report),
            Route("/release", release),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False)],
        exception_handlers={QaratError: _complain},
    )


def _look_all(runs: Sequence[Path]) -> list[Live]:
    return [look(path, number) for number, path in enumerate(runs)]


def _answer(text: str, policy: str, status: int = 200) -> Response:
    from starlette.responses import HTMLResponse

    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(text.encode("utf-8", "backslashreplace"), status, headers)


def _complain(_: Request, error: Exception) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(str(error), 500)


def _changed(path: Path) -> tuple[int, ...]:
    files = (path / RECORD, path / USAGE)
    return tuple(file.stat().st_mtime_ns for file in files if file.is_file())


@lru_cache(maxsize=8)
def _report(path: Path, changed: tuple[int, ...]) -> str:  # noqa: ARG001 - a changed file is another entry
    return render(load_run(path))
