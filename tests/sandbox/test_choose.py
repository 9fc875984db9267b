"""Which sandbox is taken, what the doctor says of it, and the containers' command line."""

import time
from pathlib import Path

import pytest

from qarat.errors import UsageError
from qarat.sandbox import bwrap as bwrap_module
from qarat.sandbox import choose, doctor
from qarat.sandbox.confined import no_sandbox
from qarat.sandbox.container import Container, container
from qarat.sandbox.contract import Job, Limits, Sandbox, SandboxError
from qarat.sandbox.languages import LANGUAGES, Tool, language, missing


def test_no_isolation_is_never_taken_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="without a sandbox") as caught:
        choose.choose("none")
    assert caught.value.hint == "--unsafe-local-exec"
    assert choose.choose("none", unsafe=True).name == "none"
    assert choose.choose("auto", unsafe=True).isolation == frozenset()
    monkeypatch.setattr(choose, "refusal", lambda name: f"no {name}")
    with pytest.raises(SandboxError, match=r"bwrap: no bwrap; landlock: no landlock") as refused:
        choose.choose()
    assert refused.value.hint == "apt-get install bubblewrap"


def test_landlock_is_taken_where_bubblewrap_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "refusal", lambda name: "blocked" if name == "bwrap" else "")
    assert choose.choose().name == "landlock"
    with pytest.raises(SandboxError, match="bwrap: blocked"):
        choose.choose("bwrap")


def test_unknown_names_are_usage_errors() -> None:
    with pytest.raises(UsageError, match="no sandbox 'bwarp'"):
        choose.choose("bwarp")
    with pytest.raises(UsageError, match="no language 'pyton'"):
        language("pyton")


def test_missing_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bwrap_module, "missing", lambda: "bwrap")
    choose.refusal.cache_clear()
    assert choose.refusal("bwrap") == "bwrap is not installed"
    choose.refusal.cache_clear()


@pytest.mark.sandbox
def test_doctor_runs_six_attacks_within_a_second(sandbox: Sandbox) -> None:
    doctor.attack(sandbox)
    started = time.monotonic()
    findings = doctor.attack(sandbox)
    assert time.monotonic() - started < 3  # a second on a machine that does nothing else
    assert [finding.text for finding in findings] == ["held"] * 6


@pytest.mark.sandbox
def test_doctor_sees_that_no_sandbox_holds_nothing() -> None:
    findings = doctor.attack(no_sandbox())
    assert [finding.text for finding in findings][:5] == ["succeeded"] * 5 or _as_user(findings)
    assert not findings[0].ok


def _as_user(findings: list[doctor.Finding]) -> bool:
    """For an ordinary user the limit of processes binds without a sandbox too."""
    return [finding.text for finding in findings][:4] == ["succeeded"] * 4


@pytest.mark.sandbox
def test_doctor_reports_toolchains(bwrap: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Tool("no-such-compiler", "apt-get install it")
    monkeypatch.setattr(doctor, "missing", lambda name: (absent,) if name == "cpp" else ())
    findings = {finding.subject: finding for finding in doctor.probe(bwrap.name)}
    assert findings["C++"] == doctor.Finding(
        "C++", ok=False, text="no-such-compiler is missing", hint="apt-get install it"
    )
    assert findings["sandbox"].text == "bwrap keeps apart: files, memory, network, processes"
    assert {row.title for row in LANGUAGES.values()} <= set(findings)


def test_missing_tools_name_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qarat.sandbox.languages.shutil.which", lambda *_, **__: None)
    assert [tool.install for tool in missing("csharp")][:2] == [
        "apt-get install mono-mcs",
        "apt-get install mono-runtime",
    ]


def test_container_command_closes_every_door(tmp_path: Path) -> None:
    job = Job(("python3", "main.py"), limits=Limits(cpu=2, memory=256, processes=9, scratch=7))
    command = Container("images/code:1", "podman", "runsc").command(job, tmp_path, "qarat-1")
    line = " ".join(command)
    for part in (
        "podman run --rm --interactive --init --name qarat-1 --pull never --runtime runsc",
        "--network none",
        "--read-only --tmpfs /tmp:rw,exec,mode=1777,size=7m",
        f"--volume {tmp_path}:/w:ro --workdir /w",
        "--cap-drop ALL --security-opt no-new-privileges --user 65534:65534",
        "--memory 256m --memory-swap 256m",
        "--pids-limit 9",
        "images/code:1 timeout --signal=KILL 8.0 prlimit",
    ):
        assert part in line
    assert command[-3:] == ["sh", "python3", "main.py"]
    assert not {"--privileged", "--env-file", "--volumes-from"} & set(command)


def test_container_needs_an_engine_and_an_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "qarat.sandbox.container.shutil.which", lambda name: "/x" if name == "podman" else None
    )
    assert container("image").engine == "podman"
    with pytest.raises(SandboxError, match="needs an image"):
        container("")
    monkeypatch.setattr("qarat.sandbox.container.shutil.which", lambda _: None)
    with pytest.raises(SandboxError, match="no container engine"):
        container("image")


def test_permission_holds_in_its_body_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(choose.UNSAFE, raising=False)
    with choose.permission(unsafe=True):
        assert choose.asked().name == "none"
    with choose.permission(unsafe=False):
        assert not choose.unsafe()
    monkeypatch.setenv(choose.UNSAFE, "1")
    with choose.permission(unsafe=False):
        assert choose.unsafe()
    assert choose.unsafe()
