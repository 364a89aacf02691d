"""When a physician can be consulted: weekly rules, exceptions, time off, available times, claims and holds."""
