"""Precedents: who did it first, who followed, in which words; what is new; what to watch for."""
