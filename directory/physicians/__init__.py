"""Profiles, clinics, procedures, credentials, results, standing, search."""
