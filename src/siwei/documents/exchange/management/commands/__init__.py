"""Commands of document exchange."""
