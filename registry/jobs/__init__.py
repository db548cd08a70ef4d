"""What runs beside the answers: each a function of the store and the time."""
