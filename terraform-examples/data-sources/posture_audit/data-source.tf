# Why identities of jobs were refused in the last day.
data "posture_audit" "refused" {
  action = "token.refused"
  from   = timeadd(plantimestamp(), "-24h")
  limit  = 50
}

check "no_identity_was_refused" {
  assert {
    condition = length(data.posture_audit.refused.audit) == 0
    error_message = join("\n", [
      for one in data.posture_audit.refused.audit : "${one.ts} ${jsondecode(one.after_jsonb).reason}"
    ])
  }
}
