"""Pages for people. Their programs are our own modules, joined without a bundler; nothing comes from another host."""
