"""Data that ships with the program: dictionaries, holidays, style, icons, templates."""
