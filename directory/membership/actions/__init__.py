"""Actions of membership, one file a noun."""
