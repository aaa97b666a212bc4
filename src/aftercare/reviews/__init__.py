"""Reviews of buyers and of the shop (R1, R2, R5, R6, C6): what files tell, replies, figures, cases by rule. It knows
orders, customers and cases; no page, no platform's API."""
