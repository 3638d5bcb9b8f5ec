"""What each part of the benchmark says: a report in Markdown, the numbers behind it, figures."""

from benchmarks.load.reports import duels, size, soak, throughput

__all__ = ["duels", "size", "soak", "throughput"]
