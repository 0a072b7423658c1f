"""What people would use instead, on the same passages: ``python -m benchmarks.peers``."""
