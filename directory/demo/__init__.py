"""Generated demo data: invented people, marked as demo, the same for the same seed and day."""
