"""What is Google Cloud's own in the domain."""
