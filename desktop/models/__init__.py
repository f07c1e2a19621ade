"""Qt item models: ordered ids and fetched rows turned into rows, roles and headers."""
