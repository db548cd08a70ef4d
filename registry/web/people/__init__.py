"""The pages on which people sign in, come in for the first time and look after what is their own.

They need no script. What is typed into a form is never in an address, and what opens a door is never in a page but for
its own person.
"""
