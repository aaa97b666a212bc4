"""The calendar of one shop: working hours, holidays and make-up days, promotions."""
