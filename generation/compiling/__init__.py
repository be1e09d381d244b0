"""Networks that are compiled while they draw as they are, and recorded for all steps to come."""
