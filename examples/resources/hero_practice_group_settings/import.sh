# The id is the practice group's. Nothing is written to Hero.
terraform import hero_practice_group_settings.this 1001
