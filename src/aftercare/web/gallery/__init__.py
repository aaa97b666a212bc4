"""Every piece in all its states, for people who build screens and for screenshots."""
