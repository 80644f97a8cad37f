"""A small business on which the screens room is tried: guided tours through halls."""
