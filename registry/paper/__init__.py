"""Certificates on paper: what stands on a page (``sheet``), in which letters, and how it is drawn.

It draws what it is told and decides nothing; the same sheet always gives the same bytes. It knows neither keys nor rows
nor HTTP: the faces say what stands on the page, ``signing`` signs it.
"""
