data "posture_checks" "buckets" {
  cloud_provider = "aws"
  service        = "s3"
}

# A run of these checks only.
resource "posture_run" "buckets" {
  integration_id = "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"
  scope          = { check_ids = data.posture_checks.buckets.checks[*].id }
}
