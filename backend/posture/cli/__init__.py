"""The command line: `posture`."""

import gc

# What a command imports stays. With the default thresholds the search for garbage among it takes a
# seventh of the time in which a server starts.
COLLECT_AFTER = (50_000, 20, 10)


def main() -> None:
    """Run one command of this process's arguments and exit with its code."""
    gc.set_threshold(*COLLECT_AFTER)
    from posture.cli.app import run  # noqa: PLC0415  # importing posture.cli costs nothing

    run()
