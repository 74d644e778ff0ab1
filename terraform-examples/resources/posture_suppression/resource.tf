# The website's buckets are public on purpose; the decision is reviewed before it expires.
resource "posture_suppression" "website" {
  check_id         = "aws_s3_bucket_public_access_blocked"
  resource_pattern = "arn:aws:s3:::acme-website-*"
  reason           = "The website is public on purpose."
  owner            = "team-web@acme.example"
  expires_at       = "2027-06-30T00:00:00Z"
}
