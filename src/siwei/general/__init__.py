"""Wing 壹 一般行政: one folder per business of the general-affairs chapter."""
