# Jobs of one repository get a token of 15 minutes, on its main branch; no secret is in the host.
resource "posture_trust" "shop" {
  name   = "shop"
  issuer = "https://token.actions.githubusercontent.com"
  conditions = [
    { claim = "repository_id", equals = ["740196385"] },
    { claim = "ref", equals = ["refs/heads/main"] },
  ]
  scopes           = ["cloud_posture:read", "cloud_posture:write", "findings:read"]
  lifetime_seconds = 900
}

# The jobs set POSTURE_TRUST to it, and no POSTURE_TOKEN.
output "trust" {
  value = posture_trust.shop.id
}
