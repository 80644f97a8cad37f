"""The report checks itself before print: sums, shares, growth, weekdays, populations, and the prose."""
