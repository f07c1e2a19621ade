"""Who works on this PC: profile, keys, slots, log-in."""
