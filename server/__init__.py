"""The central server: ledger, feed, accounts, residents' API."""
