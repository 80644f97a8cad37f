"""Who may do and see what: roles, grants and the actor of every act."""
