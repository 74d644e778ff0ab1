resource "posture_run" "nightly" {
  integration_id = "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"
  triggers       = { day = formatdate("YYYY-MM-DD", plantimestamp()) }
}

# Warns in every plan and apply about what is not safe, and fails neither.
check "account_is_safe" {
  data "posture_gate" "nightly" {
    run_id  = posture_run.nightly.id
    fail_on = "medium"
    only    = "all"
  }

  assert {
    condition     = data.posture_gate.nightly.verdict == "pass"
    error_message = join(" ", data.posture_gate.nightly.reasons[*].message)
  }
}
