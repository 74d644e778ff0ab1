# The URL contains a key, so it is write-only: neither the plan nor the state holds it.
resource "posture_webhook" "chat" {
  name           = "chat"
  url_wo         = var.chat_url
  url_wo_version = 1 # raise it after the URL has changed
  events         = ["finding.created", "run.failed"]
}

variable "chat_url" {
  type      = string
  ephemeral = true
  sensitive = true
}

# The receiver checks signatures with this key; the state holds it.
output "signing_key" {
  value     = posture_webhook.chat.secret
  sensitive = true
}
