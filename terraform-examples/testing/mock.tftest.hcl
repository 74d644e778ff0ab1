# Applies with a mocked provider: no server, no token, and made-up values for what a server sets.

mock_provider "posture" {}

run "a_run_belongs_to_its_account" {
  assert {
    condition     = posture_run.storage.integration_id == posture_integration.account.id
    error_message = "The run should scan the account of this configuration."
  }

  assert {
    condition     = data.posture_gate.storage.run_id == posture_run.storage.id
    error_message = "The gate should be that of the run."
  }
}
