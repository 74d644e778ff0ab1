"""The Terraform provider: its layers by themselves, and all of it under the real Terraform."""
