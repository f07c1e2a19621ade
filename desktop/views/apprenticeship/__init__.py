"""The screens of 师承备案."""
