data "posture_findings" "open" {
  severity = "critical"
  status   = "open"
  sort     = "severity"
}

check "no_critical_findings" {
  assert {
    condition     = length(data.posture_findings.open.findings) == 0
    error_message = "Critical: ${join(", ", data.posture_findings.open.findings[*].resource_id)}."
  }
}
