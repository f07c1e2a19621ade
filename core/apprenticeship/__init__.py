"""师承备案: apprenticeship filings, dissolutions, scores."""
