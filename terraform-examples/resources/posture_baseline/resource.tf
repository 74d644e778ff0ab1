# A person has reviewed this run: what it found is known, and later gates stop on new findings alone.
resource "posture_baseline" "first_scan" {
  run_id = "0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4"
}
