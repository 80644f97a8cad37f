"""The Secretariat of Kaohsiung City Government: data with its sources, no code."""
