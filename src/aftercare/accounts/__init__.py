"""Staff accounts and the roles of requirement P2. Knows no shop: who works where is in `shops`."""
