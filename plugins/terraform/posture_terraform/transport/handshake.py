"""The handshake: the line that Terraform's go-plugin expects before any gRPC.

Terraform waits for this line, so the module imports as little as possible.
"""

import binascii
import os
import socket
import sys

from posture_terraform.transport.certificate import self_signed

_COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE"
_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
_CORE_PROTOCOL = 1
_PROVIDER_PROTOCOL = 6
_BACKLOG = 128
_SOCKET_NAME = "plugin"
_SOCKET_PATH_BYTES = 100
"""A little less than the shortest `sun_path` of the Unixes (104 with its terminator)."""


class HandshakeError(Exception):
    """This process cannot serve; the message is for the person who started it."""


class Listener:
    """A listening Unix socket in a directory of its own that only its user can enter."""

    def __init__(self) -> None:
        self._directory = _private_directory()
        self.path = f"{self._directory}/{_SOCKET_NAME}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(self.path)
        self.socket.listen(_BACKLOG)

    def close(self) -> None:
        """Stop listening, and remove the socket and its directory."""
        self.socket.close()
        for remove, path in ((os.unlink, self.path), (os.rmdir, self._directory)):
            try:
                remove(path)
            except FileNotFoundError:
                continue


class Identity:
    """The certificate and key as DER, and the only accepted client certificate, as PEM."""

    __slots__ = ("certificate", "client_pem", "key")

    def __init__(self, client_pem: str) -> None:
        self.client_pem = client_pem
        self.certificate, self.key = self_signed()


def check_environment() -> None:
    """Check that Terraform started this process.

    Raises:
        HandshakeError: started by hand, or by a Terraform with another protocol.
    """
    if os.environ.get(_COOKIE_NAME) != _COOKIE:
        raise HandshakeError(
            "This is a Terraform provider: `terraform` starts it by itself when a configuration "
            "asks for it. See `posture terraform install --help` for how to install it."
        )
    versions = os.environ.get("PLUGIN_PROTOCOL_VERSIONS", str(_PROVIDER_PROTOCOL)).split(",")
    if str(_PROVIDER_PROTOCOL) not in versions:
        raise HandshakeError(
            f"This provider speaks protocol {_PROVIDER_PROTOCOL}; this Terraform speaks "
            f"{', '.join(versions)}. Use Terraform 1.5 or newer, or OpenTofu 1.6 or newer."
        )


def identity_from_environment() -> Identity | None:
    """Return the server's identity for mutual TLS; None if TLS is switched off."""
    client_pem = os.environ.get("PLUGIN_CLIENT_CERT", "")
    return Identity(client_pem) if client_pem else None


def announce(listener: Listener, identity: Identity | None) -> None:
    """Print for Terraform where to connect and which certificate to expect."""
    certificate = b""
    if identity:
        certificate = binascii.b2a_base64(identity.certificate, newline=False).rstrip(b"=")
    sys.stdout.write(
        f"{_CORE_PROTOCOL}|{_PROVIDER_PROTOCOL}|unix|{listener.path}|grpc|{certificate.decode()}\n"
    )
    sys.stdout.flush()


def _private_directory() -> str:
    preferred = os.environ.get("PLUGIN_UNIX_SOCKET_DIR") or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108  # the directory made in it is ours alone
    name = f"posture-{os.urandom(8).hex()}"
    for parent in dict.fromkeys((preferred, "/tmp")):  # noqa: S108  # as above
        directory = f"{parent.rstrip('/')}/{name}"
        if len(f"{directory}/{_SOCKET_NAME}".encode()) > _SOCKET_PATH_BYTES:
            continue
        try:
            os.mkdir(directory, 0o700)  # noqa: PTH102  # pathlib would cost a tenth of the handshake
        except OSError:
            continue
        return directory
    raise HandshakeError(
        f"No directory for the provider's socket: {preferred} and /tmp are not writable, or their "
        "names are too long. Set TMPDIR to a short path that this user can write to."
    )
