"""Keep the leaky account up until Ctrl-C: `python -m tests.emulator [N]`, N its scale factor."""

import signal
import sys
from contextlib import suppress

from tests.emulator.account import seed
from tests.emulator.server import emulator

USAGE = """The account listens. In another terminal:

  export AWS_ENDPOINT_URL={url}
  export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo
  export POSTURE_ENDPOINT_NETWORKS=127.0.0.0/8
  posture scan aws --region eu-central-1 --region us-east-1

Ctrl-C ends it."""


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), emulator() as running:
        seed(running.url, n=int(sys.argv[1]) if len(sys.argv) > 1 else 0)
        print(USAGE.format(url=running.url), flush=True)  # noqa: T201  # talks to a terminal
        signal.pause()


if __name__ == "__main__":
    main()
