"""What demo data says: invented people, real towns, plausible numbers. Pure: a seed in, plain values out."""
