"""The command line: `posture`."""


def main() -> None:
    """Run one command of this process's arguments and exit with its code."""
    from posture.cli.app import run  # noqa: PLC0415  # importing posture.cli costs nothing

    run()
