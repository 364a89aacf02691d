"""What is kept how long, and how a legal hold moves. Pure."""
