"""Login, password, second factor, sessions: what a person does with their own account."""
