"""HTTP: decode, ask, encode. No rule and no SQL lives here."""
