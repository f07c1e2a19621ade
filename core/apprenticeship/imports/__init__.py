"""Workbooks that are read: scores, and the register that a bureau kept before."""
