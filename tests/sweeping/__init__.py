"""What the sweep needs: who asks, what they may by the policy and the world alone, and how each route is filled.

Nothing here calls a scope or a verb of the desk: it is the second opinion.
"""
