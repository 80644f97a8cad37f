"""Figures: evidence rows, a business date and a reduction."""
