"""Pages of people: signing in, account, notices."""
