#!/usr/bin/env bash
# Fails if Hero and the configuration differ. -detailed-exitcode: 0 is an empty
# plan, 1 an error, 2 a plan with changes.
set -euo pipefail

terraform init -input=false -lockfile=readonly
code=0
terraform plan -input=false -lock=false -detailed-exitcode || code=$?
if [ "$code" -eq 2 ]; then
  echo 'Hero differs from the configuration: see the plan above.' >&2
fi
exit "$code"
