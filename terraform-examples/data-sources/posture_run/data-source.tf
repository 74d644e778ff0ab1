data "posture_run" "nightly" {
  id = "0d5a4c9e-3b8f-4e0a-9a55-5f1d3c1e7b42"
}

output "coverage" {
  description = "Share of the planned reads that succeeded."
  value       = data.posture_run.nightly.coverage
}
