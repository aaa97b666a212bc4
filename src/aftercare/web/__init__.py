"""Staff pages: the shell, the pieces, and one sub-package per screen. Decides nothing: reads and asks the packages below."""
