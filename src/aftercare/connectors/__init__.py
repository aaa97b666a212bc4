"""Everything that talks to the outside: payment channels now, platforms, couriers and robots later. Knows no page."""
