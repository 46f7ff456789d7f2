"""Claim, lease, finish; engines that carry a job id to a worker."""
