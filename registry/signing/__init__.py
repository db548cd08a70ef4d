"""The only room that touches keys and ciphers. Time always comes in as an argument; randomness is the system's."""
