"""The pages of the listing check 商品描述体检 (R7)."""
