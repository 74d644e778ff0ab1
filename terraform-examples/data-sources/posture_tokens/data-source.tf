data "posture_tokens" "all" {}

check "tokens_expire" {
  assert {
    condition = alltrue([
      for one in data.posture_tokens.all.tokens : one.expires_at != null || one.revoked_at != null
    ])
    error_message = "A token never expires: replace it by a trust, or by one that expires."
  }
}
