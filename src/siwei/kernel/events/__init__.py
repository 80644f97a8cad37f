"""The history: one row per act, chained by hash, never changed."""
