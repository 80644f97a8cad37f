"""How people meet a record type: list, page, form, calendar, history."""
