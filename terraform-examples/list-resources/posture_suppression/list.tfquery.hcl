# Finds the suppressions of one check.
list "posture_suppression" "all" {
  provider = posture

  config {
    check_id = "aws_s3_bucket_public_access_blocked"
  }
}
