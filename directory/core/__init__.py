"""Plumbing without a domain word. Features import it; it imports no feature."""
