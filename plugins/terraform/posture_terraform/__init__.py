"""The Terraform and OpenTofu provider of posture, using only the standard library and `h2`."""
