"""Residents: log-in by phone, registration, filings (product.md section 7)."""
