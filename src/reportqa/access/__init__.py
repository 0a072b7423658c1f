"""Who may do what: keys, what each opens, and the trail of what was done with them."""
