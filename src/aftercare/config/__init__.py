"""Settings, routes, the command line, and the only place that wires an event to a handler above it."""
