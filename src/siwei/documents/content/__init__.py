"""What an official document says, as plain values: types, head, sections with their ladder of items, numbers."""
