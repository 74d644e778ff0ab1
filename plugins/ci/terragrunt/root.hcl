# For the root.hcl that units include. POSTURE_ENDPOINT and POSTURE_INTEGRATION are environment
# variables, and POSTURE_TRUST where the host of the job offers an identity, else POSTURE_TOKEN.
# GIT_COMMIT, if set, is the commit of the run.
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
