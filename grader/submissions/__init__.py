"""Submissions, their files and their reports."""
