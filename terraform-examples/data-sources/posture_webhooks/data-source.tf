data "posture_webhooks" "all" {}

check "webhooks_are_enabled" {
  assert {
    condition     = alltrue([for one in data.posture_webhooks.all.webhooks : one.enabled])
    error_message = "A webhook is disabled: its receiver may have responded with 410."
  }
}
