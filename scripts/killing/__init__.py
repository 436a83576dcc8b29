"""What the killing trials share: a mail server, a desk whose processes die, and the count afterwards."""
