"""Questions to the register, one file each; every answer is one statement and binds an instant."""
