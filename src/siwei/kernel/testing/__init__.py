"""Contract tests that every module inherits."""
