"""The clerk's desk (/desk): what the API takes, for people who type it in.

Every form is made from the schema that reads the API's bodies, and what is typed becomes such a body. It is kept as a
draft from page to page, rehearsed and entered by the same service: the pages add no rule of their own.
"""
