"""The gate of a run, with Terraform, a server that executes runs, and an account."""
