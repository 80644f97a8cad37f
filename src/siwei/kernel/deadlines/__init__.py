"""Due dates, what moves them, and the inbox of duties."""
