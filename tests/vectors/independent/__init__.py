"""A verifier written from docs/verifier.md alone, with the standard library and `cryptography`: it imports nothing of
the register. What it and the register's own verifier disagree about is a fault of one of them, or of the page.

It does not draw the symbols of a PDF, so it cannot say `codes_differ`.
"""
