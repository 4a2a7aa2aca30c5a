"""The engine: a report's bytes in, what it holds and lacks out. Plain Python, no Django."""
