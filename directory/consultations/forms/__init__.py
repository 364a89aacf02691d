"""The shape of what patients, physicians and the office send."""
