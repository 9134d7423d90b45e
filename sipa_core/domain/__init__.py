"""A noun of the office per module: money, periods, villages, templates, duties, budget, checks."""
