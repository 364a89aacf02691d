"""Oversight: concerns about members, raised by anybody and read by the office."""
