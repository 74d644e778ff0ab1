data "posture_integrations" "all" {}

output "accounts" {
  description = "Id of the cloud account by the name of its integration."
  value       = { for one in data.posture_integrations.all.integrations : one.name => one.account_id }
}
