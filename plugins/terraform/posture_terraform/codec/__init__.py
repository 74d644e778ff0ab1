"""Protocol messages and Terraform values as bytes and as plain Python, by tables."""
