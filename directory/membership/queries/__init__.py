"""Queries of membership, one file a noun."""
