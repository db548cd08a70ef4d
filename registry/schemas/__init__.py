"""The wire forms: what is sent loads into domain values, what is answered is described. The only marshmallow."""
