"""How fast is it, against which peers, and how does time grow with the number of records?

One command, ``make bench``: generate records, build every engine in a process of its own, ask them all the same
queries in turn, and write ``docs/performance.md``. No part of the program; nothing in ``src/`` imports it.
"""
