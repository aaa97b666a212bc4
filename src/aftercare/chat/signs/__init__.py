"""What a buyer's words show: their type (S15), abuse (S14), the same matter told again. Pure; every answer brings the
signs that explain it."""
