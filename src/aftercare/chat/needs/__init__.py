"""What a buyer looks for (S5): the form's answers, what their own words suggest, what to ask next. Pure."""
