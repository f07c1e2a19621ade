"""Excel: lists and statistics that we write, sheets of other programs that we read."""
