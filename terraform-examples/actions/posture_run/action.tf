# Starts a run whenever the bucket policy has changed, and on request:
# terraform apply -invoke=action.posture_run.storage
# Nothing triggers an action when a resource is destroyed: use the resource posture_run for that.
action "posture_run" "storage" {
  config {
    integration_id = var.integration_id
    fail_on        = "high"
    scope          = { services = ["s3"] }
  }
}

# This stands for an aws_s3_bucket_policy.
resource "terraform_data" "policy" {
  input = "{}"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.posture_run.storage]
    }
  }
}

variable "integration_id" {
  type = string
}
