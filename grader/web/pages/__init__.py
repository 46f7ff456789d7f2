"""Pages for people: one module per subject, each with its blueprint."""
