"""One verb each; the only writers of this package."""
