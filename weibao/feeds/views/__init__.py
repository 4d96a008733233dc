"""Pages of the feeds: sending, deliveries and receipts, definitions."""
