"""Pure decisions of membership, one file a noun."""
