# Hero's id of the admin; the data source hero_admins lists them.
terraform import hero_admin_prescriber.this 501

# An admin of another practice group of the network.
terraform import hero_admin_prescriber.this 1002/504
