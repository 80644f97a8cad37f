"""Every write of venue hire, one file per concern: applying, deciding, money, using, rooms."""
