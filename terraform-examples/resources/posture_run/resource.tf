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

# Only what this configuration creates: AWS resources have their ARN as `arn`.
resource "posture_run" "logs" {
  integration_id = var.integration_id
  scope          = { resource_ids = ["arn:aws:s3:::acme-logs"] }
}
