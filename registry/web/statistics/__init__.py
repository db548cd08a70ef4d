"""The register in figures: what everybody is told, and the page of those who watch over lending."""
