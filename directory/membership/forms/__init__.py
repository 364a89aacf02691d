"""Forms of membership, one file a noun."""
