# An account that the workers reach by a role.
resource "posture_integration" "production" {
  name           = "production"
  cloud_provider = "aws"

  aws = {
    role_arn    = "arn:aws:iam::111122223333:role/posture"
    external_id = "acme-7f1c"
    regions     = ["eu-central-1", "eu-west-1"]
  }
}

# A run that only probes the connection: it is not counted against the two runs a day.
resource "posture_run" "probe" {
  integration_id = posture_integration.production.id
  trigger        = "verify"
}
