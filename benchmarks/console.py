"""What a benchmark says while it runs."""


def say(text: str) -> None:
    """Write a line at once, so that a long measurement can be watched."""
    print(text, flush=True)
