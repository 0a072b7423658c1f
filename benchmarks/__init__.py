"""Times the whole beside what people would use instead: ``python -m benchmarks FOLDER…``."""
