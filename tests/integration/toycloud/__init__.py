"""A cloud with boxes and nothing else, a module for each layer: what a further cloud takes."""
