"""Sheets of labels with codes to stick on things: equipment to report, boxes to scan."""
