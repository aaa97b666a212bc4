"""The demo shop: what `aftercare demo` puts into an empty database, all of it through the product's own actions."""

SLUG = "qinghe"  # of the first shop
