# A Hero that already holds data. This command runs all files of this folder:
#
#   heromock -seed tests/practice.json -- terraform test
provider "hero" {
  practice_group_id = "1001" # the one that tests/practice.json fills
}

run "reads_the_card_and_the_insurer" {
  module {
    source = "./tests/billing"
  }

  variables {
    patient_id = "123"
  }

  assert {
    condition     = output.insurer == "Example Mutual" && output.card == "4242"
    error_message = "The insurer or the card is another one."
  }
}

run "leaves_the_name_alone" {
  variables {
    signing_key = "test-key"
  }

  assert {
    condition     = output.name == "High Street Surgery"
    error_message = "The module was given no name, and Hero has another one now."
  }
}
