"""How people meet the address book, applications and refused envelopes."""
