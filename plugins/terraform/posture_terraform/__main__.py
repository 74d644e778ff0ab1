"""The provider as a process: started by Terraform, or with `--debug` for several Terraform runs.

Terraform waits for the line of the handshake, so other imports come after it.
"""

import os
import signal
import sys

from posture_terraform.transport import handshake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from posture_terraform.framework.definition import Provider


def main() -> int:
    """Serve Terraform until it disconnects; return the exit status."""
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
        from posture_terraform.provider import PROVIDER  # noqa: PLC0415  # after the handshake

        serve(PROVIDER, listener, identity, lasting=debug)
    finally:
        listener.close()
    return 0


def serve(
    provider: "Provider[Any]",
    listener: handshake.Listener,
    identity: handshake.Identity | None,
    *,
    lasting: bool,
) -> None:
    """Serve a provider; with `lasting` for one Terraform after the other."""
    from posture_terraform.framework.log import Log  # noqa: PLC0415  # after the handshake
    from posture_terraform.session import Session  # noqa: PLC0415  # after the handshake
    from posture_terraform.transport.server import Server  # noqa: PLC0415  # after the handshake
    from posture_terraform.transport.tls import server_context  # noqa: PLC0415  # after the handshake

    tls = (
        server_context(identity.certificate, identity.key, identity.client_pem)
        if identity
        else None
    )
    log = Log(provider.name)
    Server(listener, tls, lambda: Session(provider, log), lasting=lasting).serve()


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
