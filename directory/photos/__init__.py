"""Photos: accept, strip, encrypt, show, and who opened them."""
