"""Frameworks as data: one TOML file each, controls mapped to the checks that speak for them."""
