"""Catalogue submission (目錄彙送): every half-year what changed in the catalogue goes to the archives authority."""
