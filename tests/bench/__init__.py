"""Benches: numbers and ratios, run by `python3 noxfile.py -s bench`."""
