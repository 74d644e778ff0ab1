"""HCP Terraform and Terraform Enterprise run task: a verdict of posture in every stage of a run."""
