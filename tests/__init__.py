"""Tests: specifications of what posture does, run by `python3 noxfile.py -s tests`."""
