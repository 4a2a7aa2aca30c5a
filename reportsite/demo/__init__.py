"""Demonstration data: 云溪县, a county that does not exist, with its offices, people and reports."""
