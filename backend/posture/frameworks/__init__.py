"""Frameworks as data: one TOML file each, with the checks of each control."""
