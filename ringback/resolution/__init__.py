"""How a case ends: the outcome is stated, the customer is asked once, and their yes, no or silence decides."""
