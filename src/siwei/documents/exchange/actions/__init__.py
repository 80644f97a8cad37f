"""The verbs of exchange: keeping the address book, enrolling organisations, quarantine."""
