variable "integration_id" {
  type        = string
  description = "The integration to scan."
}

variable "release" {
  type        = string
  description = "The release; another value starts another run."
}

# The whole account, once for each release; the apply waits for the end of the run.
resource "posture_run" "release" {
  integration_id = var.integration_id
  triggers       = { release = var.release }
  source         = { workspace = terraform.workspace, commit = var.release }
  timeouts       = { create = "20m" }
}

# What the next run looks at, and what configures it. These stand for an aws_s3_bucket, with its arn,
# and for its aws_s3_bucket_policy.
locals {
  looked_at = [terraform_data.logs.output.arn, terraform_data.policy]
}

# Only what this configuration creates, after every apply that creates, changes, replaces or
# destroys some of it: the hash then is another one, or not known yet.
resource "posture_run" "logs" {
  integration_id = var.integration_id
  triggers       = { looked_at = sha256(jsonencode(local.looked_at)) }
  scope          = { resource_ids = [terraform_data.logs.output.arn] }
}

resource "terraform_data" "logs" {
  input = { arn = "arn:aws:s3:::acme-logs" }
}

resource "terraform_data" "policy" {
  input = { bucket = "acme-logs" }
}
