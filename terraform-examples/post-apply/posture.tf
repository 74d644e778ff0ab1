# Is the account still safe after this apply? The run scans only what this configuration creates, and
# fails the apply if that is insecure.

# POSTURE_ENDPOINT and POSTURE_TOKEN set the server and the token.
provider "posture" {}

resource "posture_integration" "account" {
  name           = var.name
  cloud_provider = "aws"

  aws = {
    regions      = [var.region]
    endpoint_url = var.endpoint_url
  }
}

locals {
  # What the run looks at, and what configures it, written once: another value is a reason to look
  # again. Of assets that other resources configure, only their own arguments are here: what the AWS
  # provider reads into them changes one plan later.
  looked_at = [
    [aws_iam_policy.deploy.arn, aws_iam_policy.deploy.policy],
    [aws_iam_role.deploy.arn, aws_iam_role.deploy.assume_role_policy],
    aws_iam_role_policy_attachment.deploy,
    aws_kms_key.orders,
    aws_s3_bucket.orders.arn,
    aws_s3_bucket_policy.orders,
    aws_s3_bucket_public_access_block.orders,
    aws_security_group.orders.arn,
    aws_vpc_security_group_ingress_rule.ssh,
  ]
}

resource "posture_run" "after_apply" {
  integration_id = posture_integration.account.id
  fail_on        = "high"
  only           = "all" # older findings count too
  source         = { workspace = terraform.workspace }

  # Starts another run after every apply that creates, changes, replaces or destroys one of these,
  # and after all of them.
  triggers = { looked_at = sha256(jsonencode(local.looked_at)) }

  scope = {
    resource_ids = [
      aws_iam_policy.deploy.arn,
      aws_iam_role.deploy.arn,
      aws_kms_key.orders.arn,
      aws_s3_bucket.orders.arn,
      aws_security_group.orders.arn,
    ]
  }
}

output "findings" {
  description = "Number of findings of the run."
  value       = posture_run.after_apply.finding_count
}
