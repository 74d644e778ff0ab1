# This provider has no token: it only exchanges the identity of the job.
provider "posture" {
  alias    = "exchange"
  endpoint = "https://posture.example.com"
}

# GitHub Actions and other hosts offer the identity; on HCP Terraform, Spacelift and GitLab the trust
# needs a larger max_uses, because plan and apply exchange the same one.
ephemeral "posture_token" "review" {
  provider = posture.exchange
  trust_id = "2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c"
  scopes   = ["suppressions:read", "suppressions:write"]
}

# Neither a plan nor a state has the token.
provider "posture" {
  alias    = "review"
  endpoint = "https://posture.example.com"
  token    = ephemeral.posture_token.review.token
}
