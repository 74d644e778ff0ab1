"""Checks: pure rules, one module per cloud service; `catalog` lists them all."""
