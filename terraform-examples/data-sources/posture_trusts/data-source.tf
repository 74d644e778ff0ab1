data "posture_trusts" "all" {}

check "trusts_name_owners_by_id" {
  assert {
    condition     = alltrue([for one in data.posture_trusts.all.trusts : length(one.advice) == 0])
    error_message = "A trust could be safer: see its advice."
  }
}
