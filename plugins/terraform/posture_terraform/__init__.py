"""The Terraform and OpenTofu provider of posture, on the standard library and `h2` alone."""
