"""One wall per file, taken in order by `sandbox.guest.walls.enter`."""
