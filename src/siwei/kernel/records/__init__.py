"""The two kinds of business row, Record and Case, and the pointer that is about one of them."""
