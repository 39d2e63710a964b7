# The admins who can prescribe already.
list "hero_admin_prescriber" "prescribers" {
  provider = hero

  config {
    prescribers_only = true
  }
}
