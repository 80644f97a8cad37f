"""What becomes of files when their period ends: holds, destruction, transfer for ever, succession (清理; RULES 2.7)."""
