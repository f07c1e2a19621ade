"""Statistics as tables, and those frozen as they were sent upward."""
