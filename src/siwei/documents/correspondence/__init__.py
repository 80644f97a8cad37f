"""公文整合系統 (S30, S32): the life of a document from receipt or draft to issue and file."""
