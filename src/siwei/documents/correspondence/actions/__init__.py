"""Every write of correspondence, a file for each part of a document's life; importing them makes them known."""
