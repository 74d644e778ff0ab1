"""SIGINT as tests and the demo need it, however they were started."""

import signal


def heed_interrupts() -> None:
    """Let SIGINT interrupt this process and every process that it starts.

    A shell starts what runs behind `&` with SIGINT ignored, and so do some CI runners. Processes
    inherit that, and a child that ignores SIGINT cannot be interrupted by a test.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
