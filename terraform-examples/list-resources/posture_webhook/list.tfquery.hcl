# Finds the webhooks.
list "posture_webhook" "all" {
  provider = posture
}
