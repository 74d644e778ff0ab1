data "posture_runs" "completed" {
  status  = "completed"
  trigger = "scheduled"
  limit   = 10
}

output "findings_over_time" {
  description = "Number of findings of the last ten scheduled runs."
  value       = { for run in data.posture_runs.completed.runs : run.completed_at => run.finding_count }
}
