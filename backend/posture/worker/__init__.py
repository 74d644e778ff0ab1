"""The worker: takes accepted runs, collects, evaluates, records; never writes what it lost."""
