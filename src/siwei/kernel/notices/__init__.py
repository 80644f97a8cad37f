"""Messages to people: written in the transaction, sent after it."""
