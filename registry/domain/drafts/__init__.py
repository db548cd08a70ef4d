"""Filings that one prepares and another enters (登记草稿): a maker and a second person, never the same.

Until it is entered a draft is no entry: it holds no lock, ranks nothing, and nobody but its own institution sees it.
"""
