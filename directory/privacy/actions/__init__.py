"""What the nightly task does, and what coordinators do about legal holds."""
