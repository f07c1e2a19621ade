"""Invented filings, papers and decisions."""
