"""How people meet a record type: list, page, form, calendar and history, drawn from one `Screen(...)`."""
