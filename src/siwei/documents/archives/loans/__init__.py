"""Loans: items lent to people of the agency (檢調; RULES 2.6)."""
