"""What the project measures of itself: one module per goal, `p<number>_<name>.py`, each with `rows()`."""
