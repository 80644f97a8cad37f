"""Repairs (修繕): from the code on a broken thing to the requester's word that it works again."""
