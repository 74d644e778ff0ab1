data "posture_findings" "critical" {
  severity = "critical"
  limit    = 1
}

data "posture_finding" "first" {
  for_each = toset(data.posture_findings.critical.findings[*].id)
  id       = each.key
}

output "fixes" {
  description = "How to fix it, by asset."
  value       = { for one in data.posture_finding.first : one.resource_id => one.remediation }
}
