"""Tables, engine, read models and migrations; used at both ends."""
