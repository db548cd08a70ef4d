"""The exchange's desk: what burdens an asset before it is traded, on one screen, and what follows from it.

It asks what `/v1/lien-status` asks and shows what that answers; every question is written down with its purpose and the
person who asked.
"""
