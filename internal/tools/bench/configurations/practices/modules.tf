# A module for each practice, as in examples/network.
module "practice" {
  source   = "./practice"
  for_each = { for i in range(var.size) : tostring(1001 + i) => i }

  practice_group_id = each.key
}

variable "size" {
  type = number
}
