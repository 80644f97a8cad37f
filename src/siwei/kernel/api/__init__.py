"""The programming interface, drawn from screens and actions."""
