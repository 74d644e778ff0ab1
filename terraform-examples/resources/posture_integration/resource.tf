# An account that the workers access with a role.
resource "posture_integration" "production" {
  name           = "production"
  cloud_provider = "aws"

  aws = {
    role_arn    = "arn:aws:iam::111122223333:role/posture"
    external_id = "acme-7f1c"
    regions     = ["eu-central-1", "eu-west-1"]
  }
}

# A run that only tests the connection; it does not count towards the two runs per day.
resource "posture_run" "connection" {
  integration_id = posture_integration.production.id
  trigger        = "verify"
}
