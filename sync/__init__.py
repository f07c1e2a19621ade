"""The PC's side of the wire: protocol, outbox, feed, attachments. No Qt."""
