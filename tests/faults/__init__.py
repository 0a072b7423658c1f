"""Kills a library's writer at any moment, and looks at what is left.

`make faults` kills 500 times and prints a table; the tests do it 40 times.
"""
