locals {
  assets = [terraform_data.bucket.input, terraform_data.role.input]
}

# Scans what this configuration creates, without a list of ARNs to keep, and again when it changes.
resource "posture_run" "after_apply" {
  integration_id = var.integration_id
  fail_on        = "high"
  triggers       = { looked_at = sha256(jsonencode(local.assets)) }

  scope = {
    resource_ids = provider::posture::asset_ids(local.assets)
  }
}

# These stand for an aws_s3_bucket and an aws_iam_role.
resource "terraform_data" "bucket" {
  input = { arn = "arn:aws:s3:::acme-orders" }
}

resource "terraform_data" "role" {
  input = { arn = "arn:aws:iam::111122223333:role/deploy" }
}

variable "integration_id" {
  type = string
}
