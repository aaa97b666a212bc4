"""The only writers of parcels, their events, problems and notices."""
