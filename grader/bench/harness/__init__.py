"""The usual way of grading, for comparison: student code and checks in one process, no walls.

`usual.py` copies these files into a container beside pytest; `floor.py` runs them in one warm process.
"""
