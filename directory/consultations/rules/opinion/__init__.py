"""The opinion: what it holds (plan), what each kind of it needs (needed), and its standing sentences (words). Pure."""
