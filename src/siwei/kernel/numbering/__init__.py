"""Gap-free number series per code and year."""
