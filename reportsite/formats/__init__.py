"""How dates are written in each language: one way in sentences; tables and lists to choose from have ISO."""
