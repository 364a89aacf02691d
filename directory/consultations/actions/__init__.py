"""Use cases, by moment: booking, access (links, codes, address), changing, preparing, outcomes."""
