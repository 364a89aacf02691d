"""Reads of retention and legal holds. A coordinator in conflict finds nothing of the case, not even in a number."""
