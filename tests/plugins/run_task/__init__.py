"""The run task, between a fake of HCP Terraform and a real posture server."""
