"""The JSON of the API, which the command line's ``--json`` prints too: a file for each topic."""
