terraform {
  required_version = ">= 1.6"

  required_providers {
    posture = {
      source = "posture/posture"
    }
  }
}

variable "role_arn" {
  type        = string
  default     = null
  description = "The role that the workers assume in the account."
}

variable "endpoint_url" {
  type        = string
  default     = null
  description = "URL of an emulated account instead of AWS."
}

# POSTURE_ENDPOINT and POSTURE_TOKEN set the server and the token.
provider "posture" {}

resource "posture_integration" "account" {
  name           = "tested"
  cloud_provider = "aws"

  aws = {
    role_arn     = var.role_arn
    regions      = ["eu-central-1"]
    endpoint_url = var.endpoint_url
  }
}

resource "posture_run" "storage" {
  integration_id = posture_integration.account.id
  scope          = { services = ["s3"] }
}

data "posture_gate" "storage" {
  run_id  = posture_run.storage.id
  fail_on = "critical"
  only    = "all"
}

data "posture_findings" "storage" {
  scan_id  = posture_run.storage.id
  severity = "critical"
}

output "run_id" {
  value = posture_run.storage.id
}
