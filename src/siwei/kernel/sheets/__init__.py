"""One column list: out as CSV, XLSX or ODS, in with a checked preview."""
