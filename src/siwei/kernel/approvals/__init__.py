"""The routing slip: submit, approve, return, withdraw, with deputies."""
