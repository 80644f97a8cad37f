"""公文電子交換 (S31): signed envelopes between agencies and enrolled bodies, receipts, address book."""
