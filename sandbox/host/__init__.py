"""Outside the wall: the Sandbox interface and the two ways to start one."""
