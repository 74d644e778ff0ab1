"""The far ends that demo and tests use: they must be trusted before what they say is."""
