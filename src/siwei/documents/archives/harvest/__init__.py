"""The catalogue for other catalogues: OAI-PMH 2.0 with Dublin Core and EAD3 (RULES 2.5)."""
