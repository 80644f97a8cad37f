"""Who and where: agencies, units, posts, people, centres and places of the office."""
