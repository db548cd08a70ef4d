"""People who sign in: what they are there for, how they show who they are, and for how long that is believed."""
