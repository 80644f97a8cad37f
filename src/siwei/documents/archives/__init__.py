"""Archives (檔案): what agencies keep, where it lies, and how it is counted and handed over."""
