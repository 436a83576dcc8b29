"""Who may do what. Nouns: User, Team, Membership, Token, BreakGlass. The policy is data; scopes answer
`visible_to`."""
