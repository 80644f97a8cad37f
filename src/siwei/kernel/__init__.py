"""How things are kept, done, shown, searched and counted; no business word stands in here."""
