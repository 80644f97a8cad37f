"""The end of a stocktaking: the receipt that both sides sign, and the package that goes with the files (S41)."""
