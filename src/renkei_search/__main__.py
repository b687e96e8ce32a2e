"""``python -m renkei_search`` is the command line."""

from renkei_search.cli import main

if __name__ == "__main__":
    main()
