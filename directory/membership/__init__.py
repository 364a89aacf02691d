"""Membership: the eight criteria, applications, referees, rounds and ballots, decisions, dues."""
