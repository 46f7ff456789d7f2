"""Versions of exercises that something was graded with, kept whole."""
