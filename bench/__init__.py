"""`make bench`: what the register costs beside the cheapest thing that could do the same (bench/README.md)."""
