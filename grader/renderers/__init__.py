"""Report -> text, json, junit, gradescope, html and SVG: pure functions without side effects."""
