"""Counting an agency's old files against its own list, and handing them over (檔案清點暨移交, S41)."""
