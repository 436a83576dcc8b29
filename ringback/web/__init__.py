"""What people see in a browser. An entrance: every page finds, checks, calls one verb, renders. No tables, no rules.

`desk/` is for agents, `office/` for leaders and administrators, `own/` for oneself, `entrance/` for signing in.
"""
