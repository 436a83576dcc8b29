"""The benchmark: a desk of its own, filled by bulk SQL, run as `ringback run`, measured and thrown away."""
