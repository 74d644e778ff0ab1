"""The composition root: the list of clouds, the parts of a process, and how a process serves."""
