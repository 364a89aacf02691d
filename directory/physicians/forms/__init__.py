"""What is typed, as frozen dataclasses."""
