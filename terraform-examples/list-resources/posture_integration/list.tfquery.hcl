# Finds the connected accounts; -generate-config-out=FILE also writes import blocks for them.
list "posture_integration" "all" {
  provider = posture
}
