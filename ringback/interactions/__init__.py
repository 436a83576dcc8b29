"""The exchange itself: one mail, call, chat, visit or letter. Noun: Interaction. It belongs to no, one or
several tickets."""
