# Is it still safe after this apply? The run looks at what this configuration makes, at nothing
# else of the account, and fails the apply if that leaks.

# POSTURE_ENDPOINT and POSTURE_TOKEN say which server and who asks.
provider "posture" {}

resource "posture_integration" "account" {
  name           = var.name
  cloud_provider = "aws"
  regions        = [var.region]
  endpoint_url   = var.endpoint_url
}

resource "posture_run" "after_apply" {
  integration_id = posture_integration.account.id
  fail_on        = "high"
  only           = "all" # what leaked before this apply leaks as much
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

  # The last of all, and again whenever one of them changes.
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
  description = "How many findings the run has."
  value       = posture_run.after_apply.finding_count
}
