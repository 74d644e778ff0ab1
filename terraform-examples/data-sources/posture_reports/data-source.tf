data "posture_reports" "ready" {
  status = "ready"
  limit  = 1
}

output "sha256_of_the_newest_report" {
  value = one(data.posture_reports.ready.reports[*].sha256)
}
