"""Log, text messages, policy notices, reports, 同步中心."""
