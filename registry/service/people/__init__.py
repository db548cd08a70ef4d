"""What is done with people: they are entered, come in, show who they are, and are given a new start."""
