"""What is open to everybody: what this register is, whether a certificate stands, whether anything is on record of an
asset, and what is registered against oneself. Whoever asks about more than himself shows a paper's number."""
