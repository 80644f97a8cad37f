"""The house itself: people, roles, deputies, tokens, jobs, sign-ins and the histories of all records."""
