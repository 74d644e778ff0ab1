# Finds the trusts.
list "posture_trust" "all" {
  provider = posture
}
