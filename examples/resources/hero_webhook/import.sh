# Hero's id of the webhook; the data source hero_webhooks lists them.
terraform import hero_webhook.this wh_1

# A webhook of another practice group of the network.
terraform import hero_webhook.this 1002/wh_1
