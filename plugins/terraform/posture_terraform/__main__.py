"""The provider as a process: started by Terraform, or with `--debug` for several Terraform runs.

Terraform waits for the line of the handshake, so other imports come after it.
"""

import gc
import os
import signal
import sys

from posture_terraform.transport import handshake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from posture_terraform.framework.definition import Provider


def main() -> int:
    """Serve Terraform until it disconnects; return the exit status."""
    # Nothing that is imported is ever garbage; a collection for each part of it costs 10 ms.
    gc.disable()
    # Ctrl-C reaches the whole process group; Terraform sends StopProvider instead.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    debug = sys.argv[1:] == ["--debug"]
    try:
        if not debug:
            handshake.check_environment()
        listener = handshake.Listener()
    except handshake.HandshakeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    try:
        identity = None if debug else handshake.identity_from_environment()
        if debug:
            show_reattach(listener.path)
        else:
            handshake.announce(listener, identity)
        from posture_terraform.described import provider_schema  # noqa: PLC0415  # as above

        serve(load, listener, identity, lasting=debug, described=provider_schema)
    finally:
        listener.close()
    return 0


def load() -> "Provider[Any]":
    """Import the provider."""
    from posture_terraform.provider import PROVIDER  # noqa: PLC0415  # after the handshake

    return PROVIDER


def serve(
    load: "Callable[[], Provider[Any]]",
    listener: handshake.Listener,
    identity: handshake.Identity | None,
    *,
    lasting: bool,
    described: "Callable[[], bytes | None]" = lambda: None,
) -> None:
    """Serve a provider; with `lasting` for one Terraform after the other.

    `described` returns the encoded schemas, if they are known without the provider.
    """
    from posture_terraform.framework.log import Log  # noqa: PLC0415  # after the handshake
    from posture_terraform.session import Session  # noqa: PLC0415  # after the handshake
    from posture_terraform.transport.server import Server  # noqa: PLC0415  # after the handshake
    from posture_terraform.transport.tls import server_context  # noqa: PLC0415  # after the handshake

    tls = (
        server_context(identity.certificate, identity.key, identity.client_pem)
        if identity
        else None
    )
    log = Log("posture")
    Server(listener, tls, lambda: Session(load, log, described), lasting=lasting).serve()


def show_reattach(path: str) -> None:
    """Print the variable that makes Terraform use this process."""
    import json  # noqa: PLC0415  # only for --debug

    reattach = {
        "registry.terraform.io/posture/posture": {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "unix", "String": path},
        }
    }
    sys.stdout.write(f"TF_REATTACH_PROVIDERS='{json.dumps(reattach)}'\n")
    sys.stdout.flush()


def run() -> "NoReturn":
    """Serve, and exit without the interpreter's shutdown, which takes 20 ms.

    Terraform starts and ends a provider three times for one plan, and waits each time.
    """
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
