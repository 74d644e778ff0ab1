"""Recorded answers of services, and what the checks find in them: one module for each service.

A module has `ANSWERS` by call, the asset that each run `FAILED`, with the ends of the ids of the
failed checks, and `CALLS`: how often each call is made that is made more than once.
"""
