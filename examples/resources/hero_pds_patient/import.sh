# Hero's id of the patient, never an NHS number.
terraform import hero_pds_patient.this 123

# A patient of another practice group of the network.
terraform import hero_pds_patient.this 1002/123
