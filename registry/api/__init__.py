"""The JSON face: one module per resource; a route is a declaration and one call."""
