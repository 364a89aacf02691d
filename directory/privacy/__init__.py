"""How long what is kept is kept, erasing what is due, and legal holds. Applications so far."""
