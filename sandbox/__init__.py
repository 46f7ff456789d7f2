"""The wall: runs student code. Nothing in here imports `grader`."""
