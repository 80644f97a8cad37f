"""Finding records by words, Chinese pairs of characters included."""
