"""Values, closed sets, contents and their words."""
