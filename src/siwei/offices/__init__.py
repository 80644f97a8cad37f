"""One folder of data per city office; kernel and modules know no city."""
