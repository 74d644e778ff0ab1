"""A program of `test_forks.py`: it prints what it finds, and does what its argument says."""

import json
import os
import random
import signal
import sys
import threading
import time


def main() -> None:
    found = {
        "arguments": sys.argv[1:],
        "directory": os.getcwd(),  # noqa: PTH109  # the very text
        "environ": dict(os.environ),
        "imported": "tests.integration.forked_import" in sys.modules,
        "name": __name__,
        "parent": os.getppid(),
        "pid": os.getpid(),
        "random": random.random(),  # noqa: S311  # no secret
        "session": os.getsid(0),
        "group": os.getpgrp(),
        "threads": threading.active_count(),
        "descriptors": [int(one) for one in os.listdir("/proc/self/fd") if _is_open(int(one))],  # noqa: PTH208  # the very texts
        "text": sys.stdin.read(),
        "zone": time.tzname[0],
    }
    print(json.dumps(found), flush=True)  # noqa: T201  # the test reads it
    print("an error", file=sys.stderr)  # noqa: T201  # as above
    match sys.argv[1:]:
        case ["exit", code]:
            sys.exit(int(code))
        case ["raise"]:
            raise RuntimeError("a fault")
        case ["wait"]:
            signal.pause()


def _is_open(descriptor: int) -> bool:
    """Return whether it is open still; the one that lists them is not."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
