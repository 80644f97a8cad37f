"""Settings, addresses, menus, the public portal, and the flows where modules meet."""
