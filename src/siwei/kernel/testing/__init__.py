"""Contract tests that every record type inherits: name the type, make one, get some forty tests."""
