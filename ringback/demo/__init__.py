"""The demonstration: an invented company and a month of its life, lived through the desk's own verbs."""
