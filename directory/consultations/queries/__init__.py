"""Reads of consultations: `sealed` opens what is encrypted, `access` finds and authorises, the rest are lists."""
