"""The demo register's people, land and filings: invented, plausible, with right check digits, the same every time."""
