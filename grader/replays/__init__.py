"""Grading a submission once more from a file, and comparing what comes out with the report that is there.

`services` builds the file on the server; everything else works without a server and without a database.
"""
