"""The only writers of imports and of refused rows."""
