"""People who sign in: roles, passwords, second factor, sessions; and everybody's consents."""
