"""What is allowed in a consultation, when, and what each state is called. Pure."""
