"""The real server in a thread, so that a test can ask it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qarat.report.serve import listen, make_app


@contextmanager
def served(*runs: Path) -> Iterator[int]:
    """Serve `runs` by the real server in a thread and give its port."""
    import uvicorn

    with listen(0) as listener:
        server = uvicorn.Server(uvicorn.Config(make_app(runs), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
