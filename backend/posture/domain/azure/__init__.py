"""What is Azure's own in the domain."""
