"""``python -m reportqa`` is the command ``reportqa``."""

from reportqa.cli import main

if __name__ == "__main__":
    main()
