"""Consultations: book, prepare, join, change, cancel, and what came of it."""
