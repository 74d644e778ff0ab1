"""Serves the emulated subscription until Ctrl-C: `python -m tests.emulator.arm [FACTOR]`.

It prints the command that scans it.
"""

import sys
from threading import Event

from tests.emulator.arm import SUBSCRIPTION
from tests.emulator.arm.scaled import scaled, signing_in
from tests.emulator.serving import serving


def main() -> None:
    subscription = scaled(int(sys.argv[1]) if sys.argv[1:] else 1)
    with serving(subscription):
        variables = " ".join(f"{name}={one}" for name, one in signing_in(subscription.url).items())
        scan = f"posture scan azure --subscription-id {SUBSCRIPTION}"
        sys.stdout.write(f"{variables} {scan} --endpoint-url {subscription.url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("Stopped; nothing is left running.\n")


if __name__ == "__main__":
    main()
