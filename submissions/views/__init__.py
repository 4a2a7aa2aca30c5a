"""The office's pages and the public ones."""
