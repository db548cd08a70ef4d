"""The pages of the register's administrators. Each sees what his role may do; for every act he shows a code of his
telephone again, and what takes two says who began it.

They need no script. No login and no name stands in an address: people are named there by their ids.
"""
