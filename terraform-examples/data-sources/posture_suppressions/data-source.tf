data "posture_suppressions" "public_buckets" {
  check_id = "aws_s3_bucket_public_access_blocked"
}

output "owners" {
  description = "Who accepted public buckets, and until when."
  value       = { for one in data.posture_suppressions.public_buckets.suppressions : one.owner => one.expires_at... }
}
