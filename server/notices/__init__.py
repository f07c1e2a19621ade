"""Sending the text messages that decisions queued (G14)."""
