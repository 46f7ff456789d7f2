"""Attacks on this project's own walls, as data, and what runs them: `grader attack` and tests/hostile."""
