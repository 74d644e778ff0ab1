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

resource "posture_run" "after_apply" {
  integration_id = posture_integration.account.id
  fail_on        = "high"
  only           = "all" # older findings count too
  source         = { workspace = terraform.workspace }

  scope = {
    resource_ids = [
      aws_iam_policy.deploy.arn,
      aws_iam_role.deploy.arn,
      aws_kms_key.orders.arn,
      aws_s3_bucket.orders.arn,
      aws_security_group.orders.arn,
    ]
  }

  # The run starts after all of these, and again whenever one of them changes.
  depends_on = [
    aws_iam_role_policy_attachment.deploy,
    aws_s3_bucket_policy.orders,
    aws_vpc_security_group_ingress_rule.ssh,
  ]

  lifecycle {
    replace_triggered_by = [
      aws_iam_policy.deploy,
      aws_iam_role.deploy,
      aws_iam_role_policy_attachment.deploy,
      aws_kms_key.orders,
      aws_s3_bucket.orders,
      aws_s3_bucket_policy.orders,
      aws_s3_bucket_public_access_block.orders,
      aws_security_group.orders,
      aws_vpc_security_group_ingress_rule.ssh,
    ]
  }
}

output "findings" {
  description = "Number of findings of the run."
  value       = posture_run.after_apply.finding_count
}
