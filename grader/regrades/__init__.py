"""Regrades: proposed reports for many submissions, their difference, and what becomes of them."""
