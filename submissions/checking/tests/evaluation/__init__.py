"""How well the engine reads: labelled reports, their rewritings, a table of misses and false alarms."""
