"""The trusted side: it decides, and never imports student code."""

__version__ = "0.1.0"
