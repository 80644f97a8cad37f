"""Venue hire (會場利用): halls and meeting rooms of both centres, from the application to the returned deposit."""
