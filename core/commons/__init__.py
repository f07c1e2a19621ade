"""What every programme has: text messages, policy notices, the operation log, frozen reports."""
