"""The provider as a process: handshake, TLS and end."""

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography import x509

from posture_terraform.install import EXECUTABLE
from posture_terraform.transport import handshake
from tests.plugins.terraform.grpc_client import GrpcClient, client_context, connected, encrypted
from tests.plugins.terraform.harness import COOKIE
from tests.plugins.terraform.keys import Keys, client_keys

HEALTH = "/grpc.health.v1.Health/Check"
SHUTDOWN = "/plugin.GRPCController/Shutdown"
SCHEMA = "/tfplugin6.Provider/GetProviderSchema"
SOON_SECONDS = 60.0


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return client_keys(tmp_path / "keys")


@contextmanager
def started(
    binaries: Path, environ: dict[str, str]
) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """Start the provider as Terraform does; answers it and the parts of its first line."""
    process = subprocess.Popen(
        [binaries / EXECUTABLE],
        env={"PATH": os.environ["PATH"], "POSTURE_PYTHON": sys.executable} | COOKIE | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip().split("|")
        finally:
            process.kill()


@contextmanager
def served(parts: list[str], keys: Keys) -> Iterator[GrpcClient]:
    """Connect as Terraform does."""
    der = base64.b64decode(parts[5] + "=" * (-len(parts[5]) % 4))
    tls = client_context(keys.certificate, keys.key, der)
    with connected(parts[3]) as plain, encrypted(plain, tls) as secret:
        yield GrpcClient(secret)


@pytest.fixture
def short() -> Iterator[Path]:
    """A directory whose name leaves room for a socket's; that of a test may not."""
    with TemporaryDirectory(prefix="p-") as directory:
        yield Path(directory)


def test_the_first_line_is_what_terraform_expects(binaries: Path, keys: Keys, short: Path) -> None:
    environ = {"PLUGIN_CLIENT_CERT": keys.pem, "TMPDIR": str(short)}
    with started(binaries, environ) as (_, parts):
        assert parts[:3] == ["1", "6", "unix"]
        assert parts[4] == "grpc"
        socket = Path(parts[3])
        assert socket.is_relative_to(short)
        assert socket.parent.stat().st_mode & 0o777 == 0o700
        der = base64.b64decode(parts[5] + "=" * (-len(parts[5]) % 4))
        assert "=" not in parts[5]
        x509.load_der_x509_certificate(der)


def test_it_serves_and_leaves_nothing(binaries: Path, keys: Keys, short: Path) -> None:
    environ = {"PLUGIN_CLIENT_CERT": keys.pem, "TMPDIR": str(short), "HOME": str(short)}
    with started(binaries, environ) as (process, parts), served(parts, keys) as peer:
        assert peer.call(HEALTH, b"").status == "0"
        assert peer.call(SCHEMA, b"").message
        assert peer.call(SHUTDOWN, b"").status == "0"
        assert process.wait(SOON_SECONDS) == 0
        assert list(short.iterdir()) == []
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_ctrl_c_is_left_to_terraform(binaries: Path, keys: Keys) -> None:
    with (
        started(binaries, {"PLUGIN_CLIENT_CERT": keys.pem}) as (process, parts),
        served(parts, keys) as peer,
    ):
        process.send_signal(signal.SIGINT)
        assert peer.call(HEALTH, b"").status == "0"
        assert process.poll() is None


def test_it_ends_when_terraform_vanishes(binaries: Path, keys: Keys) -> None:
    with started(binaries, {"PLUGIN_CLIENT_CERT": keys.pem}) as (process, parts):
        with served(parts, keys) as peer:
            assert peer.call(HEALTH, b"").status == "0"
        assert process.wait(SOON_SECONDS) == 0


def test_without_tls_the_line_has_no_certificate(binaries: Path) -> None:
    with started(binaries, {}) as (_, parts), connected(parts[3]) as plain:
        assert parts[5] == ""
        assert GrpcClient(plain).call(HEALTH, b"").status == "0"


@pytest.mark.parametrize("unusable", ["/does/not/exist", "/proc", "/tmp/" + "x" * 120])  # noqa: S108  # a name
def test_an_unusable_tmpdir_is_passed_over(binaries: Path, unusable: str) -> None:
    with started(binaries, {"TMPDIR": unusable}) as (_, parts), connected(parts[3]) as plain:
        assert GrpcClient(plain).call(HEALTH, b"").status == "0"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"TF_PLUGIN_MAGIC_COOKIE": "wrong"}, "This is a Terraform provider"),
        ({"PLUGIN_PROTOCOL_VERSIONS": "4,5"}, "This provider speaks protocol 6"),
    ],
)
def test_a_start_without_terraform_is_refused(
    binaries: Path, environ: dict[str, str], words: str
) -> None:
    with started(binaries, environ) as (process, parts):
        assert parts == [""]
        assert process.wait(SOON_SECONDS) == 1
        assert process.stderr is not None
        assert process.stderr.read().startswith(words)


def test_a_start_without_a_place_for_the_socket_is_refused(
    monkeypatch: pytest.MonkeyPatch, short: Path
) -> None:
    real = os.mkdir
    writable = str(short)

    def mkdir(path: str, mode: int) -> None:
        if not path.startswith(writable):
            raise PermissionError(path)
        real(path, mode)

    monkeypatch.setattr("os.mkdir", mkdir)
    monkeypatch.delenv("PLUGIN_UNIX_SOCKET_DIR", raising=False)
    monkeypatch.setenv("TMPDIR", "/does/not/exist")
    with pytest.raises(handshake.HandshakeError, match="Set TMPDIR to a short path"):
        handshake.Listener()
    monkeypatch.setenv("TMPDIR", writable)
    with closing(handshake.Listener()) as listener:
        assert listener.path.startswith(writable)
