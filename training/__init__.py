"""How the bundled models are made: from the shared texts and queries to ``reportqa/models``."""
