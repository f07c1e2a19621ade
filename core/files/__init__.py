"""Images and files: limits, watermark, thumbnails, sealing, fonts."""
