"""Screens of 仪器借用."""
