"""Grades a whole class from a folder or an export: no server, no database."""
