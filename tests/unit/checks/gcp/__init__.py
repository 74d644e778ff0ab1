"""The tables of cases of the checks of Google Cloud, a module for each of theirs."""
