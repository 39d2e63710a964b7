#!/usr/bin/env bash
# Applies the plan that was approved, and nothing else. Terraform refuses it if the
# state has changed since.
set -euo pipefail
umask 077
trap 'rm -f plan.tfplan plan.tfplan.enc' EXIT

openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in plan.tfplan.enc -out plan.tfplan
terraform init -input=false -lockfile=readonly
terraform apply -input=false -lock-timeout=5m plan.tfplan
