"""Cases on screen: board, record, new case."""
