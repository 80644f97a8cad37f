"""The classification scheme: its rules, verbs, pages and sheet."""
