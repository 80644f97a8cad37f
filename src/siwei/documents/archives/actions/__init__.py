"""Every write of archives."""
