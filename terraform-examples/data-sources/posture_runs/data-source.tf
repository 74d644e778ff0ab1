data "posture_runs" "completed" {
  status  = "completed"
  trigger = "scheduled"
  limit   = 10
}

output "findings_over_time" {
  description = "How many findings each of the last ten nights had."
  value       = { for run in data.posture_runs.completed.runs : run.completed_at => run.finding_count }
}
