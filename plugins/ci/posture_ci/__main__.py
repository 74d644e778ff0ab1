"""`posture-gate`: the gate of a pipeline, as a program."""

import os
import sys
from typing import NoReturn

from posture_ci.exits import CommandError
from posture_ci.interrupts import Interrupts
from posture_ci.job_log import JobLog
from posture_ci.options import parsed
from posture_ci.pipeline import run


def main() -> NoReturn:
    """Run one gate with the arguments and variables of this process; exit with its code."""
    log = JobLog(sys.stdout, sys.stderr)
    interrupts = Interrupts()
    interrupts.listen()
    try:
        options = parsed(sys.argv[1:], os.environ)
    except CommandError as failure:
        log.problem(str(failure))
        sys.exit(failure.exit)
    sys.exit(run(options, interrupts, log))


if __name__ == "__main__":
    main()
