"""How fast, and at what size of memory."""
