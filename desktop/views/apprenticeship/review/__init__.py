"""Filing lists and the review workbench."""
