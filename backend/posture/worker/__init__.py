"""The worker: takes accepted runs, collects, judges, records, and never writes what it lost."""
