data "posture_webhooks" "all" {}

data "posture_deliveries" "dead" {
  for_each   = toset([for one in data.posture_webhooks.all.webhooks : one.id])
  webhook_id = each.key
  status     = "dead"
}

check "events_arrive" {
  assert {
    condition     = alltrue([for one in data.posture_deliveries.dead : length(one.deliveries) == 0])
    error_message = "Events could not be posted: `posture webhook redeliver` posts them again."
  }
}
