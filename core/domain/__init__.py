"""Values, commands, rules and calendars. Standard library and msgspec only."""
