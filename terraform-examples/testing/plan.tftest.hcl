# Only plans: no server is needed, and none that can be reached is changed.

variables {
  role_arn = "arn:aws:iam::111122223333:role/posture"
}

provider "posture" {
  endpoint = "http://127.0.0.1:9"
  token    = "never-sent"
}

run "a_run_waits_and_is_manual_by_default" {
  command = plan

  assert {
    condition     = posture_run.storage.wait && posture_run.storage.trigger == "manual"
    error_message = "A run should be a manual one that is waited for."
  }

  assert {
    condition     = posture_run.storage.scope.services == toset(["s3"])
    error_message = "The scope should be planned as it is written."
  }
}

run "another_role_is_planned" {
  command = plan

  variables {
    role_arn = "arn:aws:iam::111122223333:role/other"
  }

  assert {
    condition     = posture_integration.account.aws.role_arn == "arn:aws:iam::111122223333:role/other"
    error_message = "The role should be planned as it is given."
  }
}
