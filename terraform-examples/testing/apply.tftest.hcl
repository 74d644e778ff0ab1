# With a real server: an integration, a run, its findings and its gate; all are destroyed at the end.

run "an_account_is_scanned" {
  assert {
    condition     = posture_run.storage.status == "completed"
    error_message = "The run should have ended with a result."
  }

  assert {
    condition     = posture_run.storage.coverage == 1
    error_message = "All planned reads should have succeeded."
  }
}

run "the_gate_agrees_with_the_findings" {
  assert {
    condition     = data.posture_gate.storage.finding_count == length(data.posture_findings.storage.findings)
    error_message = "Exactly the critical findings should fail the gate."
  }

  assert {
    condition     = (data.posture_gate.storage.verdict == "fail") == (data.posture_gate.storage.finding_count > 0)
    error_message = "The verdict should follow from the findings."
  }

  assert {
    condition     = posture_run.storage.id == run.an_account_is_scanned.run_id
    error_message = "Applying again should not have started another run."
  }
}
