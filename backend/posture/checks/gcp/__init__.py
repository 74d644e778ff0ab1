"""Checks of Google Cloud, a module for each service."""
