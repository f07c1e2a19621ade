"""The central server: ledger, feed, accounts, attachments and the residents' API."""
