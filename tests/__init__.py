"""Tests: specifications of what posture does, run by `python3 noxfile.py -s tests`."""

import gc

# As in the product's processes: workers and servers of tests import a lot, and what they import
# stays.
gc.set_threshold(50_000, 20, 10)
