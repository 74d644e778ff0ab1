"""What `forked.py` finds only where it was forked."""

import random  # noqa: F401  # its state must differ between forks
