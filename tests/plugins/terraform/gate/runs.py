"""Runs of the account of buckets, and their gates, as tests write them."""

from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.harness import Workspace

ACCOUNT = """
variable "account" { type = string }
resource "posture_integration" "account" {
  name           = "buckets"
  cloud_provider = "aws"
  aws            = { regions = ["eu-central-1"], endpoint_url = var.account }
}
"""
BUCKET = "arn:aws:s3:::marketing-site-acme"
RUN = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
  scope          = { services = ["s3"] }
  %s
}
"""
GATE = """
data "posture_gate" "after" {
  run_id = posture_run.after.id
  %s
}
"""


def configure(here: Workspace, policy: str, more: str = "") -> None:
    here.write(ACCOUNT + RUN % policy + more, head=CONFIGURED)
