"""What the register tells of itself in figures: which there are, how they are grouped, and which of them are told to
everybody."""
