"""How fast, how lean, and beside what: measured in one run on the machine itself (`grader bench`)."""
