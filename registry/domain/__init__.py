"""The law of the register: pure functions on frozen values. Time, keys and rows come in as arguments."""
