data "posture_findings" "critical" {
  severity = "critical"
}

output "findings_by_account" {
  description = "Number of critical findings by account."
  value = {
    for account_id, ids in {
      for one in data.posture_findings.critical.findings :
      coalesce(provider::posture::parse_asset_id(one.resource_id).account_id, "none") => one.id...
    } : account_id => length(ids)
  }
}
