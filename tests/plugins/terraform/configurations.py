"""Configurations that many tests write."""

from tests.plugins.terraform.harness import HEAD

PROVIDER = """
variable "endpoint" { type = string }
variable "token" {
  type      = string
  sensitive = true
}
provider "posture" {
  endpoint      = var.endpoint
  token         = var.token
  retry_seconds = 2
}
"""
CONFIGURED = HEAD + PROVIDER
# A provider without arguments is validated by Terraform no more than a mocked one.
WITH_BLOCK = f'{HEAD}provider "posture" {{\n  retry_seconds = 2\n}}\n'
ACCOUNT = """
resource "posture_integration" "account" {
  name           = "production"
  cloud_provider = "aws"

  aws = {
    role_arn    = "arn:aws:iam::111122223333:role/posture"
    external_id = "acme-7f1c"
    regions     = ["eu-west-1", "eu-central-1"]
  }
}
"""
AWAITED = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
}
"""
