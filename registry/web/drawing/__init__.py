"""Pictures, as SVG that stands in a page. Each is a pure function of what it shows, and shows nothing but what the
tables beside it say: who does not see it misses nothing."""
