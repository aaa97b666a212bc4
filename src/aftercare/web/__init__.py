"""Staff pages: the shell, the pieces, and one sub-package per screen. Decides nothing: asks the packages below."""
