"""The duties of the register that write or certify. Every filing of every verb takes one way: ``file``."""
