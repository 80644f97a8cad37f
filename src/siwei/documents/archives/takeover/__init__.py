"""Papers that are done come into the archive (點收, 立案, 編目, 上架; RULES 2.4)."""
