#!/usr/bin/env bash
# Plans. Leaves the text of the plan in plan.txt, which shows no patient data, and
# the plan itself encrypted in plan.tfplan.enc. A plan in clear holds everything
# that the state holds, so it never leaves this step.
set -euo pipefail
umask 077
trap 'rm -f plan.tfplan' EXIT

terraform init -input=false -lockfile=readonly
terraform plan -input=false -lock-timeout=5m -out=plan.tfplan
terraform show -no-color plan.tfplan >plan.txt
openssl enc -aes-256-cbc -pbkdf2 -salt -pass env:PLAN_PASSPHRASE -in plan.tfplan -out plan.tfplan.enc
