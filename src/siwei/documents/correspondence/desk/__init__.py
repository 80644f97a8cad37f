"""Where documents are written, compared, signed and printed."""
