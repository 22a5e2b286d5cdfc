"""Addresses that last: the ledger of all that were published, and what became of each."""
