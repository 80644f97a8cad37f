"""Attachments with checksum, type check and retention."""
