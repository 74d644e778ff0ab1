# The real thing: an integration, a run, its findings and its gate, all gone at the end.

run "an_account_is_looked_at" {
  assert {
    condition     = posture_run.storage.status == "completed"
    error_message = "The run should have ended with a result."
  }

  assert {
    condition     = posture_run.storage.coverage == 1
    error_message = "Everything that was planned should have been read."
  }
}

run "the_gate_agrees_with_the_findings" {
  assert {
    condition     = data.posture_gate.storage.finding_count == length(data.posture_findings.storage.findings)
    error_message = "Every critical finding should stop the gate, and nothing else."
  }

  assert {
    condition     = (data.posture_gate.storage.verdict == "fail") == (data.posture_gate.storage.finding_count > 0)
    error_message = "The verdict should be that of its findings."
  }

  assert {
    condition     = posture_run.storage.id == run.an_account_is_looked_at.run_id
    error_message = "Applying again should not have started another run."
  }
}
