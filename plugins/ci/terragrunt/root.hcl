# For the root.hcl that units include. POSTURE_ENDPOINT, POSTURE_TOKEN and POSTURE_INTEGRATION are
# environment variables; GIT_COMMIT, if set, is the commit of the run.
terraform {
  after_hook "posture_state" {
    commands = ["apply"]
    execute  = ["sh", "-c", "\"$TG_CTX_TF_PATH\" show -json > posture.state.json"]
  }

  after_hook "posture" {
    commands = ["apply"]
    execute  = ["posture-gate", "--terraform-state", "posture.state.json"]
  }
}
