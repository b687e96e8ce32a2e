"""How fast searches are compared with other engines, and how time grows with the number of records.

One command, ``make bench``: generate records, build every engine in a separate process, run the same queries on all
of them in turn, and write ``docs/performance.md``. Not part of the program; nothing in ``src/`` imports it.
"""
