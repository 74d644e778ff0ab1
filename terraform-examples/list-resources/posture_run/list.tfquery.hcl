# Finds the last runs with a result.
list "posture_run" "all" {
  provider = posture

  config {
    status = "completed"
  }
}
