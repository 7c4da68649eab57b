"""What customers owe us: invoices less what was paid, announced or credited."""
